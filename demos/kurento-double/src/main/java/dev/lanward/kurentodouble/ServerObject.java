package dev.lanward.kurentodouble;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The server's manager, which is always there. */
final class ServerObject extends MediaObject {
  /** The client asks for it by this name. */
  static final String ID = "manager_ServerManager";

  private final Kmd kmd;
  private final Sessions sessions;

  ServerObject(World world, Kmd kmd, Sessions sessions) {
    super(world, ID, "ServerManager", Optional.empty());
    this.kmd = kmd;
    this.sessions = sessions;
  }

  @Override
  CompletionStage<JsonNode> invoke(String method, JsonNode params) {
    return switch (method) {
      case "getInfo" -> done(info());
      case "getPipelines", "getChildren" -> {
        ArrayNode pipelines = JSON.arrayNode();
        world().childrenOf(this).forEach(each -> pipelines.add(each.id()));
        yield done(pipelines);
      }
      case "getSessions" -> {
        ArrayNode names = JSON.arrayNode();
        sessions.names().forEach(names::add);
        yield done(names);
      }
      case "getKmd" -> done(JSON.textNode(text(params.path("moduleName").asText())));
      case "getCpuCount" -> done(JSON.numberNode(Runtime.getRuntime().availableProcessors()));
      case "getUsedMemory" -> {
        Runtime runtime = Runtime.getRuntime();
        yield done(JSON.numberNode((runtime.totalMemory() - runtime.freeMemory()) / 1024));
      }
      default -> super.invoke(method, params);
    };
  }

  private ObjectNode info() {
    ObjectNode info = complex("ServerInfo");
    info.put("version", kmd.modules().get(0).version() + " (double)").put("type", "KMS");
    info.putArray("capabilities");
    ArrayNode modules = info.putArray("modules");
    for (Kmd.Module module : kmd.modules()) {
      ObjectNode one = complex("ModuleInfo");
      one.put("name", module.name()).put("version", module.version()).put("generationTime", "");
      ArrayNode factories = one.putArray("factories");
      module.factories().forEach(factories::add);
      modules.add(one);
    }
    return info;
  }

  private String text(String module) {
    return kmd.modules().stream()
        .filter(each -> each.name().equals(module))
        .map(Kmd.Module::text)
        .findFirst()
        .orElseThrow(
            () -> new KmsException(ErrorCode.UNEXPECTED_ERROR, "Module " + module + " not found"));
  }
}
