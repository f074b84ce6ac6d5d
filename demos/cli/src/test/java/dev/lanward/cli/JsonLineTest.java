package dev.lanward.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonLineTest {
  @Test
  void aListHoldsTextsWhateverTheyAre() throws Exception {
    JsonLine line =
        JsonLine.event("device").with("addresses", List.of("10.77.0.2", "a\"b\n")).with("port", 1);
    JsonNode read = new ObjectMapper().readTree(line.toString());
    assertEquals("a\"b\n", read.path("addresses").path(1).textValue());
    assertEquals(2, read.path("addresses").size());
    assertEquals(1, read.path("port").intValue());
  }

  @Test
  void anEmptyListIsOne() {
    assertEquals(
        "{\"event\":\"device\",\"addresses\":[]}",
        JsonLine.event("device").with("addresses", List.of()).toString());
  }
}
