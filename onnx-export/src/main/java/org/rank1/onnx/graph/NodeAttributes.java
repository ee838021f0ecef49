package org.rank1.onnx.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.NodeProto;
import com.google.protobuf.ByteString;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The attributes of a node by name, and how to make them. */
public final class NodeAttributes {
  private final Map<String, AttributeProto> byName = new LinkedHashMap<>();

  /**
   * The attributes of a node.
   *
   * @throws IllegalArgumentException if a name is used twice
   */
  public NodeAttributes(NodeProto node) {
    for (AttributeProto attribute : node.getAttributeList()) {
      if (byName.put(attribute.getName(), attribute) != null) {
        throw new IllegalArgumentException(
            "attribute \"" + attribute.getName() + "\" is given twice");
      }
    }
  }

  /** All attributes by name. */
  public Map<String, AttributeProto> asMap() {
    return byName;
  }

  /** Whether the node has an attribute. */
  public boolean has(String name) {
    return byName.containsKey(name);
  }

  /** An integer, or the default. */
  public long integer(String name, long otherwise) {
    AttributeProto attribute = get(name, AttributeType.INT);
    return attribute == null ? otherwise : attribute.getI();
  }

  /** A number, or the default. */
  public float real(String name, float otherwise) {
    AttributeProto attribute = get(name, AttributeType.FLOAT);
    return attribute == null ? otherwise : attribute.getF();
  }

  /** A text, or the default. */
  public String text(String name, String otherwise) {
    AttributeProto attribute = get(name, AttributeType.STRING);
    return attribute == null ? otherwise : attribute.getS().toStringUtf8();
  }

  /** Integers, or the default. */
  public List<Long> integers(String name, List<Long> otherwise) {
    AttributeProto attribute = get(name, AttributeType.INTS);
    return attribute == null ? otherwise : attribute.getIntsList();
  }

  /** Numbers, none where there are none. */
  public List<Float> reals(String name) {
    AttributeProto attribute = get(name, AttributeType.FLOATS);
    return attribute == null ? List.of() : attribute.getFloatsList();
  }

  private @Nullable AttributeProto get(String name, AttributeType type) {
    AttributeProto attribute = byName.get(name);
    if (attribute != null && attribute.getType() != type) {
      throw new IllegalArgumentException(
          "attribute \"%s\" has type %s, expected %s".formatted(name, attribute.getType(), type));
    }
    return attribute;
  }

  /** An attribute that is an integer. */
  public static AttributeProto integerOf(String name, long value) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.INT).setI(value).build();
  }

  /** An attribute that is a number. */
  public static AttributeProto realOf(String name, float value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.FLOAT)
        .setF(value)
        .build();
  }

  /** An attribute that is a list of integers. */
  public static AttributeProto integersOf(String name, List<? extends Number> values) {
    AttributeProto.Builder builder =
        AttributeProto.newBuilder().setName(name).setType(AttributeType.INTS);
    values.forEach(value -> builder.addInts(value.longValue()));
    return builder.build();
  }

  /** An attribute that is a text. */
  public static AttributeProto textOf(String name, String value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.STRING)
        .setS(ByteString.copyFromUtf8(value))
        .build();
  }
}
