import type { ConnectionState } from "../connection/RoomConnection";
import type { Grade, Status } from "../gen/room";
import type { Room } from "./Room";

export interface TrackStats {
  feed: string;
  mid: string;
  kind: "audio" | "video";
  bytesReceived: number;
  framesDecoded: number;
  frameWidth: number;
  frameHeight: number;
  /** 0 to 1, of the last moments. */
  audioLevel: number;
  /** Rises while sound is heard. */
  totalAudioEnergy: number;
}

/** One simulcast layer of the camera as it leaves this tab. */
export interface SentLayer {
  rid: string;
  frameHeight: number;
  framesSent: number;
  bytesSent: number;
  /** `none`, or what keeps the layer small: `cpu`, `bandwidth`, `other`. */
  limitedBy: string;
}

export interface RoomStats {
  connection: ConnectionState["kind"];
  status: Status | null;
  last_seq: number | null;
  present: number;
  publish: RTCPeerConnectionState | null;
  is_sending: boolean;
  watch: RTCPeerConnectionState | null;
  grade: Grade;
  /** What was asked for of each picture, by feed. */
  asked: Record<string, { substream: number; send: boolean }>;
  tracks: TrackStats[];
  sent: SentLayer[];
}

export async function roomStats(room: Room): Promise<RoomStats> {
  const { connection, store, media } = room;
  return {
    connection: connection.state.value.kind,
    status: store.status.value,
    last_seq: store.lastSeq,
    present: store.present.value.count,
    publish: media.publishState,
    is_sending: media.isSending.value,
    watch: media.watchState,
    grade: media.grade.value,
    asked: Object.fromEntries(media.asked),
    tracks: await Promise.all(media.received.map(trackStats)),
    sent: sentLayers(await media.sentStats()),
  };
}

function sentLayers(report: RTCStatsReport | null): SentLayer[] {
  const stats = [...(report?.values() ?? [])] as RTCOutboundRtpStreamStats[];
  return stats
    .filter((stat) => stat.type === "outbound-rtp" && stat.kind === "video")
    .map((stat) => ({
      rid: stat.rid ?? "",
      frameHeight: stat.frameHeight ?? 0,
      framesSent: stat.framesSent ?? 0,
      bytesSent: stat.bytesSent ?? 0,
      limitedBy: stat.qualityLimitationReason ?? "none",
    }));
}

async function trackStats({ feed, mid, type, receiver }: Room["media"]["received"][number]): Promise<TrackStats> {
  const report = await receiver.getStats();
  const inbound = ([...report.values()] as RTCInboundRtpStreamStats[]).find((stat) => stat.type === "inbound-rtp");
  return {
    feed,
    mid,
    kind: type,
    bytesReceived: inbound?.bytesReceived ?? 0,
    framesDecoded: inbound?.framesDecoded ?? 0,
    frameWidth: inbound?.frameWidth ?? 0,
    frameHeight: inbound?.frameHeight ?? 0,
    audioLevel: inbound?.audioLevel ?? 0,
    totalAudioEnergy: inbound?.totalAudioEnergy ?? 0,
  };
}
