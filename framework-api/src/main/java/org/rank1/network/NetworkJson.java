package org.rank1.network;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.rank1.filter.FilterForm;
import org.rank1.io.InvalidInputException;
import org.rank1.plugin.Options;
import org.rank1.plugin.Parts;

/** Networks as JSON. Forms are written as name and options and looked up among the parts. */
public final class NetworkJson {
  private final ObjectMapper mapper;

  /** A codec that finds forms among the given parts. */
  public NetworkJson(Parts parts) {
    SimpleModule forms = new SimpleModule();
    forms.addSerializer(FilterForm.class, new FormSerializer());
    forms.addDeserializer(FilterForm.class, new FormDeserializer(parts));
    mapper =
        new ObjectMapper()
            .registerModule(forms)
            .addMixIn(LayerSpec.class, Typed.class)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .setDefaultSetterInfo(JsonSetter.Value.construct(Nulls.FAIL, Nulls.FAIL));
    registerLayers(LayerSpec.class);
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
  private interface Typed {}

  private record NetworkData(String name, FeatureShape input, List<LayerSpec> layers) {}

  private void registerLayers(Class<?> sealed) {
    for (Class<?> layer : sealed.getPermittedSubclasses()) {
      if (layer.isSealed()) {
        registerLayers(layer);
      } else {
        String name = layer.getSimpleName().replaceAll("(?<=.)([A-Z])", "-$1");
        mapper.registerSubtypes(new NamedType(layer, name.toLowerCase(Locale.ROOT)));
      }
    }
  }

  /** The network as one line of JSON; equal networks give equal texts. */
  public String write(NetworkSpec network) {
    try {
      return mapper.writeValueAsString(
          new NetworkData(network.name(), network.input(), network.layers()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Network cannot be written as JSON", e);
    }
  }

  /**
   * A network from JSON.
   *
   * @param place where the text comes from, for errors
   * @throws InvalidInputException if it is no legal network
   */
  public NetworkSpec read(String json, String place) {
    try {
      NetworkData data = mapper.readValue(json, NetworkData.class);
      if (data == null) {
        throw new IllegalArgumentException("it is null");
      }
      return new NetworkSpec(data.name(), data.input(), data.layers());
    } catch (JsonProcessingException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof InvalidInputException refused) {
          throw refused;
        }
      }
      throw new InvalidInputException(
          "Illegal network in %s: %s.".formatted(place, e.getOriginalMessage()), e);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(
          "Illegal network in %s: %s.".formatted(place, e.getMessage()), e);
    }
  }

  private static final class FormSerializer extends StdSerializer<FilterForm> {
    FormSerializer() {
      super(FilterForm.class);
    }

    @Override
    public void serialize(FilterForm form, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeStartObject();
      out.writeStringField("name", form.name());
      out.writeObjectField("options", Options.toMap(form.options()));
      out.writeEndObject();
    }
  }

  private static final class FormDeserializer extends StdDeserializer<FilterForm> {
    private final transient Parts parts;

    FormDeserializer(Parts parts) {
      super(FilterForm.class);
      this.parts = parts;
    }

    @Override
    public FilterForm deserialize(JsonParser in, DeserializationContext context)
        throws IOException {
      JsonNode node = context.readTree(in);
      @SuppressWarnings("unchecked") // a JSON object
      Map<String, Object> options =
          node.path("options").isObject()
              ? context.readTreeAsValue(node.get("options"), Map.class)
              : Map.of();
      try {
        return parts.create(FilterForm.class, "form", node.path("name").asText(), options);
      } catch (InvalidInputException e) {
        throw context.instantiationException(FilterForm.class, e);
      }
    }
  }
}
