/**
 * Programs that the lab tests ({@code signaling-mdns/it}) run on hosts of their own: {@link
 * dev.lanward.mdns.lab.OurHost} is this module's driver, {@link dev.lanward.mdns.lab.JmdnsHost} an
 * implementation that shares nothing with it, {@link dev.lanward.mdns.lab.WireHost} looks at the
 * packets. Each reads a command a line and prints an event a line, as JSON.
 */
package dev.lanward.mdns.lab;
