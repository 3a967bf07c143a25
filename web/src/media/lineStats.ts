import type { Sample } from "./Reception";

type Stat = RTCStats & Partial<RTCInboundRtpStreamStats> & { currentRoundTripTime?: number; fractionLost?: number };

/** Packets of everything received. */
export function countPackets(report: RTCStatsReport): Sample {
  const counts = { received: 0, lost: 0 };
  for (const stat of report.values() as Iterable<Stat>) {
    if (stat.type !== "inbound-rtp") continue;
    counts.received += stat.packetsReceived ?? 0;
    counts.lost += stat.packetsLost ?? 0;
  }
  return counts;
}

/** Round trip of the pair of addresses in use, milliseconds; 0 when unknown. */
export function roundTripMs(report: RTCStatsReport): number {
  const trips = [...(report.values() as Iterable<Stat>)]
    .filter((stat) => stat.type === "candidate-pair")
    .map((stat) => stat.currentRoundTripTime ?? 0);
  return Math.max(0, ...trips) * 1000;
}

/** The worst share of losses that the server reports of what this page sends, 0 to 1. */
export function lossOut(report: RTCStatsReport): number {
  const shares = [...(report.values() as Iterable<Stat>)]
    .filter((stat) => stat.type === "remote-inbound-rtp")
    .map((stat) => stat.fractionLost ?? 0);
  return Math.max(0, ...shares);
}
