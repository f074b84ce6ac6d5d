package dev.lanward.mdns.unicast;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanward.mdns.Service;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Name;
import org.xbill.DNS.Update;

/**
 * The bytes of each update. An independent library, dnspython 2.9.2, reads them as the comments
 * say; BIND takes them in the lab.
 */
class UpdatesTest {
  private static final Service SERVICE = Site.service("Doorbell");
  private static final Service BEFORE =
      new Service(SERVICE.instance(), Set.of("_nas"), SERVICE.host(), 5000, SERVICE.txt());
  private static final List<InetAddress> ADDRESSES = Site.addresses("10.77.0.1", "fd77::1");

  private final Updates updates =
      new Updates(new DomainNames(Site.DOMAIN), Name.fromConstantString("example.org."));

  // T is _lanward._udp.example.org., H the host:
  // ;ZONE
  // example.org. IN SOA
  // ;PREREQ
  // Doorbell.T NONE ANY
  // ;UPDATE
  // T 120 IN PTR Doorbell.T
  // _camera._sub.T 120 IN PTR Doorbell.T
  // Doorbell.T 120 IN SRV 0 0 47470 H
  // Doorbell.T 120 IN TXT "txtvers=1"
  // H ANY A
  // H ANY AAAA
  // H 120 IN A 10.77.0.1
  // H 120 IN AAAA fd77::1
  @Test
  void claimIsForANameNotInUse() {
    assertBytes(
        updates.claim(SERVICE, ADDRESSES),
        "123428000001000100080001076578616d706c65036f7267000006000108446f6f7262656c6c085f"
            + "6c616e77617264045f756470c00c00ff00fe000000000000c026000c0001000000780002c01d075f"
            + "63616d657261045f737562c026000c0001000000780002c01dc01d00210001000000780038000000"
            + "00b96e2431313131313131312d323232322d343333332d383434342d353535353535353535353535"
            + "076578616d706c65036f726700c01d0010000100000078000a09747874766572733d312431313131"
            + "313131312d323232322d343333332d383434342d353535353535353535353535c00c000100ff0000"
            + "00000000c0c3001c00ff000000000000c0c3000100010000007800040a4d0001c0c3001c00010000"
            + "00780010fd77000000000000000000000000000100002904d00000000000080002000400001c20");
  }

  // ;ZONE
  // example.org. IN SOA
  // ;PREREQ
  // Doorbell.T 0 IN SRV 0 0 5000 H
  // ;UPDATE
  // _nas._sub.T 0 NONE PTR Doorbell.T
  // T 120 IN PTR Doorbell.T
  // _camera._sub.T 120 IN PTR Doorbell.T
  // Doorbell.T ANY SRV
  // Doorbell.T 120 IN SRV 0 0 47470 H
  // Doorbell.T ANY TXT
  // Doorbell.T 120 IN TXT "txtvers=1"
  // H ANY A
  // H ANY AAAA
  // H 120 IN A 10.77.0.1
  // H 120 IN AAAA fd77::1
  @Test
  void replaceIsWhileTheSrvRecordIsTheOneKnown() {
    assertBytes(
        updates.replace(SERVICE, ADDRESSES, updates.srv(BEFORE), Optional.of(BEFORE)),
        "1234280000010001000b0001076578616d706c65036f7267000006000108446f6f7262656c6c085f"
            + "6c616e77617264045f756470c00c002100010000000000380000000013882431313131313131312d"
            + "323232322d343333332d383434342d353535353535353535353535076578616d706c65036f726700"
            + "045f6e6173045f737562c026000c00fe000000000002c01dc026000c0001000000780002c01d075f"
            + "63616d657261c07d000c0001000000780002c01dc01d002100ff000000000000c01d002100010000"
            + "0078003800000000b96e2431313131313131312d323232322d343333332d383434342d3535353535"
            + "35353535353535076578616d706c65036f726700c01d001000ff000000000000c01d001000010000"
            + "0078000a09747874766572733d312431313131313131312d323232322d343333332d383434342d35"
            + "3535353535353535353535c00c000100ff000000000000c126001c00ff000000000000c126000100"
            + "010000007800040a4d0001c126001c0001000000780010fd77000000000000000000000000000100"
            + "002904d00000000000080002000400001c20");
  }

  // ;ZONE
  // example.org. IN SOA
  // ;PREREQ
  // Doorbell.T 0 IN SRV 0 0 47470 H
  // ;UPDATE
  // T 0 NONE PTR Doorbell.T
  // _camera._sub.T 0 NONE PTR Doorbell.T
  // Doorbell.T ANY ANY
  // H ANY A
  // H ANY AAAA
  @Test
  void withdrawDeletesTheNameAndWhatPointsToIt() {
    assertBytes(
        updates.withdraw(SERVICE, updates.srv(SERVICE), true),
        "123428000001000100050000076578616d706c65036f7267000006000108446f6f7262656c6c085f"
            + "6c616e77617264045f756470c00c0021000100000000003800000000b96e2431313131313131312d"
            + "323232322d343333332d383434342d353535353535353535353535076578616d706c65036f726700"
            + "c026000c00fe000000000002c01d075f63616d657261045f737562c026000c00fe000000000002c0"
            + "1dc01d00ff00ff0000000000002431313131313131312d323232322d343333332d383434342d3535"
            + "35353535353535353535c00c000100ff000000000000c0ad001c00ff000000000000");
  }

  private static void assertBytes(Update update, String hex) {
    update.getHeader().setID(0x1234);
    assertEquals(hex, HexFormat.of().formatHex(update.toWire()));
  }
}
