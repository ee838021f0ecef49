package org.rank1.experiments.cli;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Changes fields of a protobuf message, whatever its type, so that it still parses. */
final class MessageMutator {
  /** A field of a message somewhere inside another. */
  private record Place(Message.Builder owner, FieldDescriptor field) {}

  private final Mutator mutator;

  MessageMutator(Mutator mutator) {
    this.mutator = mutator;
  }

  /** The message with one field left out, doubled, or given another value of its type. */
  Message changed(Message whole) {
    Message.Builder builder = whole.toBuilder();
    List<Place> places = new ArrayList<>();
    collect(builder, places);
    // most fields are numbers of tensors' shapes; a kind first, so that each has its chance
    List<String> kinds =
        places.stream().map(each -> each.field().getFullName()).distinct().toList();
    String kind = mutator.oneOf(kinds);
    Place place =
        mutator.oneOf(
            places.stream().filter(each -> each.field().getFullName().equals(kind)).toList());
    change(place.owner(), place.field());
    return builder.build();
  }

  private static void collect(Message.Builder message, List<Place> places) {
    for (FieldDescriptor field : List.copyOf(message.getAllFields().keySet())) {
      places.add(new Place(message, field));
      if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        if (field.isRepeated()) {
          for (int i = 0; i < message.getRepeatedFieldCount(field); i++) {
            collect(message.getRepeatedFieldBuilder(field, i), places);
          }
        } else {
          collect(message.getFieldBuilder(field), places);
        }
      }
    }
  }

  private void change(Message.Builder owner, FieldDescriptor field) {
    if (mutator.one(6)) {
      owner.clearField(field);
    } else if (field.isRepeated()) {
      int count = owner.getRepeatedFieldCount(field);
      int at = mutator.oneOf(IntStream.range(0, count).boxed().toList());
      Object value = owner.getRepeatedField(field, at);
      if (mutator.one(3)) {
        owner.addRepeatedField(field, value);
      } else if (mutator.one(3)) {
        List<Object> rest = new ArrayList<>((List<?>) owner.getField(field));
        rest.remove(at);
        owner.setField(field, rest);
      } else {
        owner.setRepeatedField(field, at, other(field, value, owner.getRepeatedField(field, 0)));
      }
    } else {
      owner.setField(field, other(field, owner.getField(field), owner.getField(field)));
    }
  }

  private Object other(FieldDescriptor field, Object value, Object first) {
    return switch (field.getJavaType()) {
      case INT -> mutator.oneOf(Mutator.EDGES).intValue();
      case LONG -> mutator.oneOf(Mutator.EDGES);
      case FLOAT -> mutator.oneOf(List.of(0f, Float.NaN, Float.POSITIVE_INFINITY, -1e38f));
      case DOUBLE -> mutator.oneOf(List.of(0d, Double.NaN, 1e308));
      case BOOLEAN -> !(Boolean) value;
      case STRING -> mutator.oneOf(Mutator.TEXTS);
      case BYTE_STRING -> ByteString.copyFrom(mutator.bytes(((ByteString) value).toByteArray()));
      case ENUM -> {
        List<EnumValueDescriptor> values = field.getEnumType().getValues();
        yield mutator.oneOf(values);
      }
      case MESSAGE -> first;
    };
  }
}
