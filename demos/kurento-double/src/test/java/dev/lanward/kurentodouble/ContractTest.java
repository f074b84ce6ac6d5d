package dev.lanward.kurentodouble;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Requests, results and events against the published files. */
class ContractTest {
  private static final String CANDIDATE =
      "{'__type__':'IceCandidate','__module__':'kurento','candidate':'candidate:1',"
          + "'sdpMid':'0','sdpMLineIndex':0}";

  private final Map<String, String> objects =
      Map.of("p", "MediaPipeline", "w", "WebRtcEndpoint", "f", "PlayerEndpoint");
  private final Contract contract =
      new Contract(Kmd.published(), id -> Optional.ofNullable(objects.get(id)));

  // --- create ------------------------------------------------------------------------------------

  @Test
  void whatIsRightIsRight() {
    right(contract.create("MediaPipeline", json("{}")));
    right(
        contract.create(
            "WebRtcEndpoint",
            json("{'mediaPipeline':'p','sendonly':true,'certificateKeyType':'ECDSA'}")));
    right(contract.create("kurento.PlayerEndpoint", json("{'mediaPipeline':'p','uri':'u'}")));
    // What is optional may be null as well: the client's library writes it so.
    right(contract.create("WebRtcEndpoint", json("{'mediaPipeline':'p','recvonly':null}")));
  }

  @Test
  void aClassThatIsNotThereOrAbstractIsNotAvailable() {
    wrong(ErrorCode.MEDIA_OBJECT_NOT_AVAILABLE, contract.create("WebRtcEndPoint", json("{}")));
    wrong(ErrorCode.MEDIA_OBJECT_NOT_AVAILABLE, contract.create("SdpEndpoint", json("{}")));
  }

  @Test
  void aParameterThatIsMissingOrOfAnotherTypeCannotBeRead() {
    wrong(ErrorCode.MARSHALL_ERROR, contract.create("PlayerEndpoint", json("{'uri':'u'}")));
    wrong(
        ErrorCode.MARSHALL_ERROR,
        contract.create("PlayerEndpoint", json("{'mediaPipeline':'p','uri':5}")));
    wrong(
        ErrorCode.MARSHALL_ERROR,
        contract.create("WebRtcEndpoint", json("{'mediaPipeline':'p','sendonly':'yes'}")));
    wrong(
        ErrorCode.MARSHALL_ERROR,
        contract.create(
            "WebRtcEndpoint", json("{'mediaPipeline':'p','certificateKeyType':'ED25519'}")));
  }

  @Test
  void anObjectIsThereAndOfTheRightClass() {
    wrong(
        ErrorCode.MEDIA_OBJECT_NOT_FOUND,
        contract.create("WebRtcEndpoint", json("{'mediaPipeline':'gone'}")));
    wrong(
        ErrorCode.MARSHALL_ERROR, contract.create("WebRtcEndpoint", json("{'mediaPipeline':'w'}")));
    // A class that extends the one that is asked for does as well.
    right(contract.invoke("PlayerEndpoint", "connect", json("{'sink':'w','mediaType':'VIDEO'}")));
    wrong(
        ErrorCode.MARSHALL_ERROR,
        contract.invoke("PlayerEndpoint", "connect", json("{'sink':'p'}")));
  }

  @Test
  void aParameterThatTheApiDoesNotHaveIsToldAndOverlooked() {
    List<Contract.Finding> findings =
        contract.create("WebRtcEndpoint", json("{'mediaPipeline':'p','sendOnly':true}"));
    assertEquals(1, findings.size());
    assertEquals(Optional.empty(), findings.get(0).code());
    assertTrue(findings.get(0).text().contains("sendOnly"), findings.toString());
  }

  // --- invoke and subscribe ----------------------------------------------------------------------

  @Test
  void aMethodIsTheClasssOrInherited() {
    right(contract.invoke("WebRtcEndpoint", "gatherCandidates", json("{}")));
    right(contract.invoke("WebRtcEndpoint", "getName", json("null")));
    right(contract.invoke("WebRtcEndpoint", "setStunServerPort", json("{'stunServerPort':3478}")));
    wrong(ErrorCode.MALFORMED_TRANSACTION, contract.invoke("PlayerEndpoint", "record", json("{}")));
    wrong(ErrorCode.MALFORMED_TRANSACTION, contract.invoke("PlayerEndpoint", "setUri", json("{}")));
    wrong(
        ErrorCode.MARSHALL_ERROR,
        contract.invoke("WebRtcEndpoint", "setStunServerPort", json("{'stunServerPort':3.5}")));
  }

  @Test
  void aComplexValueHasTheMembersOfItsType() {
    right(
        contract.invoke(
            "WebRtcEndpoint", "addIceCandidate", json("{'candidate':" + CANDIDATE + "}")));
    wrong(
        ErrorCode.MARSHALL_ERROR,
        contract.invoke("WebRtcEndpoint", "addIceCandidate", json("{'candidate':'candidate:1'}")));
    wrong(
        ErrorCode.MARSHALL_ERROR,
        contract.invoke(
            "WebRtcEndpoint",
            "addIceCandidate",
            json("{'candidate':" + CANDIDATE.replace("'sdpMid':'0',", "") + "}")));
    wrong(
        ErrorCode.MARSHALL_ERROR,
        contract.invoke(
            "WebRtcEndpoint",
            "addIceCandidate",
            json("{'candidate':" + CANDIDATE.replace("IceCandidate'", "Fraction'") + "}")));
  }

  @Test
  void anEventIsOneThatTheClassRaises() {
    right(contract.subscribe("WebRtcEndpoint", "IceCandidateFound"));
    right(contract.subscribe("WebRtcEndpoint", "Error"));
    wrong(
        ErrorCode.MEDIA_OBJECT_EVENT_NOT_SUPPORTED,
        contract.subscribe("WebRtcEndpoint", "OnIceCandidate"));
    wrong(
        ErrorCode.MEDIA_OBJECT_EVENT_NOT_SUPPORTED,
        contract.subscribe("WebRtcEndpoint", "EndOfStream"));
  }

  // --- What goes out -----------------------------------------------------------------------------

  @Test
  void aResultIsOfItsType() {
    assertEquals(List.of(), contract.result("WebRtcEndpoint", "processOffer", json("'v=0'")));
    assertEquals(1, contract.result("WebRtcEndpoint", "processOffer", json("null")).size());
    assertEquals(List.of(), contract.result("WebRtcEndpoint", "gatherCandidates", json("null")));
    assertEquals(1, contract.result("WebRtcEndpoint", "gatherCandidates", json("true")).size());
    String stats =
        "{'x':{'__type__':'RTCCertificateStats','id':'x','type':'transport','timestampMillis':1,"
            + "'fingerprint':'00','fingerprintAlgorithm':'sha-256','base64Certificate':'',"
            + "'issuerCertificateId':''}}";
    assertEquals(List.of(), contract.result("WebRtcEndpoint", "getStats", json(stats)));
    String without = stats.replace("'fingerprint':'00',", "");
    assertEquals(1, contract.result("WebRtcEndpoint", "getStats", json(without)).size());
    String other = stats.replace("'transport'", "'certificate'");
    assertEquals(1, contract.result("WebRtcEndpoint", "getStats", json(other)).size());
  }

  @Test
  void anEventHasItsMembers() {
    String data =
        "{'source':'w','timestampMillis':'1','tags':[],'type':'IceCandidateFound','candidate':"
            + CANDIDATE
            + "}";
    assertEquals(List.of(), contract.event("WebRtcEndpoint", "IceCandidateFound", json(data)));
    assertEquals(1, contract.event("PlayerEndpoint", "IceCandidateFound", json(data)).size());
    String without = data.replace("'tags':[],", "");
    assertEquals(1, contract.event("WebRtcEndpoint", "IceCandidateFound", json(without)).size());
    String more = data.replace("'tags':[]", "'tags':[],'mood':'good'");
    assertEquals(1, contract.event("WebRtcEndpoint", "IceCandidateFound", json(more)).size());
  }

  private static void right(List<Contract.Finding> findings) {
    assertEquals(List.of(), findings);
  }

  private static void wrong(ErrorCode code, List<Contract.Finding> findings) {
    assertEquals(1, findings.size(), findings.toString());
    assertEquals(Optional.of(code), findings.get(0).code(), findings.toString());
  }

  static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text.replace('\'', '"'));
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }
}
