package dev.lanward.kurentodouble;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint that negotiates once, as the server's {@code SdpEndpointImpl.cpp} has it, and sends
 * what it gets through libwebrtc. What it receives goes nowhere.
 */
final class WebRtcObject extends ElementObject implements EngineEnd.Listener {
  /** SHA-256 of no certificate. */
  private static final String NOBODYS = "00:".repeat(31) + "00";

  private record Candidate(String mid, int index, String candidate) {}

  private final EngineEnd engine;
  private final boolean isSendOnly;
  private final boolean isReceiveOnly;
  private final List<Candidate> early = new ArrayList<>();
  private @Nullable CompletableFuture<JsonNode> described;

  /** An offer has been made or taken: there will be no other. */
  private boolean isNegotiated;

  private boolean isAnswerAwaited;
  private boolean isAnswered;
  private boolean hasRemote;
  private String fromEngine = "";
  private String local = "";
  private String remote = "";

  WebRtcObject(World world, MediaObject pipeline, JsonNode params) {
    super(world, "WebRtcEndpoint", pipeline);
    this.isSendOnly = params.path("sendonly").asBoolean();
    this.isReceiveOnly = params.path("recvonly").asBoolean();
    keep("connectionState", JSON.textNode("DISCONNECTED"));
    keep("mediaState", JSON.textNode("DISCONNECTED"));
    keep("stunServerAddress", JSON.textNode(""));
    keep("stunServerPort", JSON.numberNode(0));
    keep("turnUrl", JSON.textNode(""));
    keep("networkInterfaces", JSON.textNode(""));
    keep("maxVideoSendBandwidth", JSON.numberNode(0));
    keep("minVideoSendBandwidth", JSON.numberNode(100));
    this.engine = world.engines().take(world).forThe(this);
  }

  // --- Media, on any thread ----------------------------------------------------------------------

  @Override
  void picture(byte[] i420) {
    engine.picture(i420);
  }

  @Override
  void sound(byte[] pcm) {
    engine.sound(pcm);
  }

  // --- Methods -----------------------------------------------------------------------------------

  @Override
  CompletionStage<JsonNode> invoke(String method, JsonNode params) {
    switch (method) {
      case "generateOffer":
        return generateOffer(params.path("options"));
      case "processOffer":
        return processOffer(params.path("offer").asText());
      case "processAnswer":
        return done(processAnswer(params.path("answer").asText()));
      case "getLocalSessionDescriptor":
        return done(descriptor(local, ErrorCode.SDP_END_POINT_NO_LOCAL_SDP_ERROR));
      case "getRemoteSessionDescriptor":
        return done(descriptor(remote, ErrorCode.SDP_END_POINT_NO_REMOTE_SDP_ERROR));
      case "gatherCandidates":
        gatherCandidates();
        return done();
      case "addIceCandidate":
        addIceCandidate(params.path("candidate"));
        return done();
      case "getStats":
        return done(statistics());
      default:
        return super.invoke(method, params);
    }
  }

  @Override
  void release() {
    super.release();
    engine.kill();
  }

  private CompletionStage<JsonNode> generateOffer(JsonNode options) {
    negotiateOnce();
    engine.open(
        true,
        options.path("offerToReceiveVideo").asBoolean(true),
        options.path("offerToReceiveAudio").asBoolean(true));
    return awaitDescription()
        .thenApply(
            sdp -> {
              isAnswerAwaited = true;
              return sdp;
            });
  }

  private CompletionStage<JsonNode> processOffer(String offer) {
    check(offer);
    negotiateOnce();
    remote = offer;
    engine.open(false, !isReceiveOnly, !isReceiveOnly);
    engine.describe(true, KmsSdp.reduced(offer));
    return awaitDescription()
        .thenApply(
            sdp -> {
              remoteTaken();
              return sdp;
            });
  }

  private JsonNode processAnswer(String answer) {
    if (answer.isEmpty()) {
      throw new KmsException(ErrorCode.SDP_PARSE_ERROR, "Empty answer not valid");
    }
    if (!isAnswerAwaited) {
      throw new KmsException(
          ErrorCode.SDP_END_POINT_NOT_OFFER_GENERATED,
          "Offer not generated. It is not possible to process an answer.");
    }
    check(answer);
    if (isAnswered) {
      throw new KmsException(
          ErrorCode.SDP_END_POINT_ANSWER_ALREADY_PROCCESED, "Sdp Answer already processed");
    }
    isAnswered = true;
    if (KmsSdp.sectionCount(answer) != KmsSdp.sectionCount(local)) {
      throw new KmsException(
          ErrorCode.SDP_END_POINT_PROCESS_ANSWER_ERROR, "Error processing answer");
    }
    remote = answer;
    engine.describe(false, answer);
    remoteTaken();
    return JSON.textNode(local);
  }

  private void remoteTaken() {
    hasRemote = true;
    early.forEach(each -> engine.candidate(each.mid, each.index, each.candidate));
    early.clear();
    raise("MediaSessionStarted");
  }

  private void gatherCandidates() {
    if (!isNegotiated || fromEngine.isEmpty()) {
      throw new KmsException(ErrorCode.ICE_GATHER_CANDIDATES_ERROR, "Error gathering candidates");
    }
    world().run(this::gathered);
  }

  private void gathered() {
    if (isReleased()) {
      return;
    }
    iceState("GATHERING");
    for (String candidate : KmsSdp.candidates(fromEngine)) {
      ObjectNode told = complex("IceCandidate").put("candidate", candidate);
      told.put("sdpMid", KmsSdp.mid(fromEngine)).put("sdpMLineIndex", 0);
      ObjectNode own = JSON.objectNode();
      own.set("candidate", told);
      raise("IceCandidateFound", own);
    }
    raise("IceGatheringDone");
  }

  private void addIceCandidate(JsonNode told) {
    String candidate = told.path("candidate").asText();
    if (candidate.isEmpty()) {
      return; // There are no more.
    }
    if (candidate.contains(".local ")) {
      world().journal().violation("client", "the server resolves no names: " + candidate);
      return;
    }
    if (!candidate.startsWith("candidate:") || candidate.split(" ").length < 8) {
      throw new KmsException(ErrorCode.ICE_ADD_CANDIDATE_ERROR, "Error adding candidate");
    }
    Candidate one =
        new Candidate(told.path("sdpMid").asText(), told.path("sdpMLineIndex").asInt(), candidate);
    if (hasRemote) {
      engine.candidate(one.mid, one.index, one.candidate);
    } else {
      early.add(one);
    }
  }

  // --- The engine's ------------------------------------------------------------------------------

  @Override
  public void described(String sdp) {
    CompletableFuture<JsonNode> waiting = described;
    if (waiting == null || isReleased()) {
      return;
    }
    described = null;
    fromEngine = sdp;
    String told = KmsSdp.reduced(KmsSdp.withoutCandidates(sdp));
    local = isSendOnly ? KmsSdp.sendOnly(told) : told;
    waiting.complete(JSON.textNode(spoilt(local)));
  }

  @Override
  public void connection(String state) {
    if (isReleased()) {
      return;
    }
    switch (state) {
      case "connecting":
        iceState("CONNECTING");
        break;
      case "connected":
        iceState("CONNECTED");
        iceState("READY");
        dtlsState("CONNECTED");
        change("connectionState", "ConnectionStateChanged", "CONNECTED");
        change("mediaState", "MediaStateChanged", "CONNECTED");
        break;
      case "failed":
        iceState("FAILED");
        change("connectionState", "ConnectionStateChanged", "DISCONNECTED");
        break;
      case "disconnected", "closed":
        iceState("DISCONNECTED");
        change("connectionState", "ConnectionStateChanged", "DISCONNECTED");
        change("mediaState", "MediaStateChanged", "DISCONNECTED");
        break;
      default:
        break;
    }
  }

  @Override
  public void failed(String why) {
    CompletableFuture<JsonNode> waiting = described;
    described = null;
    if (waiting != null) {
      ErrorCode code =
          remote.isEmpty()
              ? ErrorCode.SDP_END_POINT_GENERATE_OFFER_ERROR
              : ErrorCode.SDP_END_POINT_PROCESS_OFFER_ERROR;
      waiting.completeExceptionally(new KmsException(code, "Error processing offer: " + why));
    } else if (!isReleased()) {
      error(why);
    }
  }

  // --- Parts -------------------------------------------------------------------------------------

  private void negotiateOnce() {
    if (isNegotiated) {
      throw new KmsException(
          ErrorCode.SDP_END_POINT_ALREADY_NEGOTIATED, "Endpoint already negotiated");
    }
    isNegotiated = true;
  }

  /** What the server cannot read, and what it takes though its maker should not have sent it. */
  private void check(String sdp) {
    if (!sdp.startsWith("v=0")) {
      throw new KmsException(
          ErrorCode.SDP_PARSE_ERROR, sdp.isEmpty() ? "Empty offer not valid" : "Error parsing SDP");
    }
    List<String> lines = KmsSdp.lines(sdp);
    if (lines.contains("a=ice-lite")) {
      world().journal().violation("client", "the server connects with no ICE-lite peer");
    }
    if (lines.stream().filter(each -> each.startsWith("a=mid:")).count()
        < KmsSdp.sectionCount(sdp)) {
      world().journal().violation("client", "a description for the server has a=mid everywhere");
    }
    if (lines.stream()
        .anyMatch(each -> each.startsWith("a=candidate:") && each.contains(".local "))) {
      world().journal().violation("client", "the server resolves no names of candidates");
    }
  }

  private CompletableFuture<JsonNode> awaitDescription() {
    CompletableFuture<JsonNode> waiting = new CompletableFuture<>();
    described = waiting;
    return waiting;
  }

  private String spoilt(String sdp) {
    Faults faults = world().faults();
    if (faults.has(Faults.Kind.MALFORMED_SDP)) {
      return sdp.substring(0, sdp.indexOf("a=fingerprint:") + 30);
    }
    return faults.has(Faults.Kind.OTHER_FINGERPRINT) ? KmsSdp.withFingerprint(sdp, NOBODYS) : sdp;
  }

  private JsonNode descriptor(String sdp, ErrorCode without) {
    if (sdp.isEmpty()) {
      throw new KmsException(without, "No SDP");
    }
    return JSON.textNode(sdp);
  }

  private void iceState(String state) {
    ObjectNode own = JSON.objectNode().put("streamId", 1).put("componentId", 1);
    raise("IceComponentStateChanged", own.put("state", state));
    ArrayNode all = JSON.arrayNode();
    all.add(
        complex("IceConnection").put("streamId", "1").put("componentId", 1).put("state", state));
    keep("iceConnectionState", all);
  }

  private void dtlsState(String state) {
    raise(
        "DtlsConnectionStateChange",
        JSON.objectNode()
            .put("streamId", "1")
            .put("componentId", "1")
            .put("connectionId", "1")
            .put("state", state));
  }

  private void change(String property, String event, String state) {
    String before = kept(property).asText();
    if (!before.equals(state)) {
      keep(property, JSON.textNode(state));
      raise(event, JSON.objectNode().put("oldState", before).put("newState", state));
    }
  }

  /** The server's have no certificate, though the API has: {@code WebRtcEndpointImpl.cpp}. */
  private ObjectNode statistics() {
    ObjectNode all = JSON.objectNode();
    ObjectNode endpoint = statistic("EndpointStats", id(), "endpoint");
    endpoint.putArray("inputLatency");
    endpoint.putArray("E2ELatency");
    all.set(id(), endpoint);
    all.set(
        "session",
        statistic("RTCPeerConnectionStats", "session", "session")
            .put("dataChannelsOpened", 0)
            .put("dataChannelsClosed", 0));
    if (world().faults().has(Faults.Kind.CERTIFICATE_STATS)) {
      all.set(
          "certificate",
          statistic("RTCCertificateStats", "certificate", "transport")
              .put("fingerprint", engine.fingerprint())
              .put("fingerprintAlgorithm", "sha-256")
              .put(
                  "base64Certificate",
                  Base64.getEncoder().encodeToString(engine.identity().certificate().toArray()))
              .put("issuerCertificateId", ""));
    }
    return all;
  }

  private static ObjectNode statistic(String type, String id, String kind) {
    return complex(type)
        .put("id", id)
        .put("type", kind)
        .put("timestampMillis", System.currentTimeMillis());
  }
}
