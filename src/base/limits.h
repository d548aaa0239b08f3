/// Every limit of the program, with its price. One file, so that they can be weighed together.
///
/// Each says what happens beyond it and what raising it costs. Sizes are bytes unless named
/// otherwise.
#pragma once

#include <cstddef>
#include <cstdint>

namespace cems::limits {

// --- Ids and texts (dictionary R4) ------------------------------------------------------------

/// Strings of the models without a length of their own, in characters (code points).
inline constexpr std::size_t kStringCharsMax = 64;

// --- Requests (HTTP) --------------------------------------------------------------------------

/// Longer request targets get 41401. Costs this much per open stream.
inline constexpr std::size_t kUriBytesMax = 8 * 1024;
/// Header fields of one request together, counted as RFC 9113 6.5.2 does (name + value + 32);
/// beyond it 43101. This many times the open streams is the price of a connection.
inline constexpr std::size_t kHeaderBytesMax = 32 * 1024;
inline constexpr std::size_t kHeaderFieldsMax = 100;
/// Longer bodies get 41301 before they are read. Costs this much per open stream.
inline constexpr std::size_t kRequestBodyBytesMax = 1U << 20U;
/// The same for /ingest and /admin, where a body is an archive or a batch of readings.
inline constexpr std::size_t kBulkBodyBytesMax = 16U << 20U;
/// A body of readings, as it travels. It is worked at while it comes in, so its price is
/// kIntakeBytesMax whatever its length; longer ones get 41301.
inline constexpr std::size_t kStreamedBodyBytesMax = 1U << 30U;
/// Streams a peer may have open at once on one connection.
inline constexpr std::uint32_t kStreamsMax = 100;
/// A chunk of an answer's body: made, framed and encrypted before the next is asked for, so this
/// and not the answer's length is what a request costs.
inline constexpr std::size_t kBodyChunkBytes = 32 * 1024;
/// Bytes of one connection waiting to be written; above it no more body is produced.
inline constexpr std::size_t kWriteBacklogBytes = 128 * 1024;
static_assert(kBodyChunkBytes <= kWriteBacklogBytes);

/// Deadlines in milliseconds (reliability bars, "ladder of limits").
inline constexpr std::int64_t kHandshakeMs = 5'000;
inline constexpr std::int64_t kHeaderMs = 5'000;
/// With two sweeps of the loop a stalled peer is gone after 10.5 s; the bar is 15.
inline constexpr std::int64_t kBodyStallMs = 10'000;
inline constexpr std::int64_t kWriteStallMs = 10'000;
inline constexpr std::int64_t kIdleMs = 60'000;
inline constexpr std::int64_t kDrainMs = 10'000;
/// A connection so old takes no more requests and ends with what is under way, so that load moves
/// to fresh servers and fresh keys. A client that stays pays a handshake an hour, about 1 ms.
inline constexpr std::int64_t kConnectionAgeMs = 3'600'000;

// --- Floods (HTTP) ----------------------------------------------------------------------------

/// Frames that cost a peer nothing (PING, SETTINGS, PRIORITY, near-empty DATA, unearned
/// WINDOW_UPDATE): this many at once and then per second; beyond it GOAWAY(ENHANCE_YOUR_CALM).
inline constexpr std::int64_t kControlFramesBurst = 500;
inline constexpr std::int64_t kControlFramesPerSecond = 100;
/// Streams reset by either side, likewise: each costs a request's head and perhaps its answer.
inline constexpr std::int64_t kResetsBurst = 100;
inline constexpr std::int64_t kResetsPerSecond = 5;
/// What a request counts for there whose head is too large: its sender has made us decode up to
/// 140 KB, and no honest client does so twice.
inline constexpr std::int64_t kOversizeResets = 10;
/// A WINDOW_UPDATE is free for every so many bytes of DATA sent; honest readers send one for
/// thousands. At most kWindowCreditBytesMax are saved up.
inline constexpr std::int64_t kWindowUpdateBytes = 128;
inline constexpr std::int64_t kWindowCreditBytesMax = 1 << 20;
/// DATA frames with less payload than this that do not end their stream count as control frames.
inline constexpr std::size_t kDataFrameBytesMin = 16;
/// Bytes of frames that no request explains (unknown types, DATA of closed streams).
inline constexpr std::int64_t kUnaskedBytesMax = 256 * 1024;
inline constexpr std::int64_t kUnaskedBytesPerSecond = 64 * 1024;
/// Request bodies of one connection together; a stream beyond it is refused and may be repeated.
inline constexpr std::size_t kConnectionBodyBytesMax = 32U << 20U;
static_assert(kBulkBodyBytesMax <= kConnectionBodyBytesMax);
/// Bytes of one streamed body that wait for a worker; beyond it its sender waits (the flow-control
/// window of an HTTP/2 stream, an HTTP/1.1 connection that is not read). Less than a worker takes
/// in a millisecond would cost it turns of the loop.
inline constexpr std::size_t kIntakeBytesMax = 256 * 1024;
static_assert(kStreamsMax * kIntakeBytesMax <= kConnectionBodyBytesMax);
/// Requests of HTTP/1.1 that wait for the answer before them; a full one is no longer read.
inline constexpr std::size_t kPipelineBytesMax = 64 * 1024;
inline constexpr std::size_t kChunkExtensionBytesMax = 16;
/// A body that comes slower than this, after kBodyStallMs of grace, is ended.
inline constexpr std::int64_t kBodyBytesPerSecondMin = 1024;
/// A reader has to take so much of an answer in each kWriteStallMs.
inline constexpr std::int64_t kReadBytesMin = 1024;
/// How long a connection that has said everything waits for the peer to hang up, so that its
/// last words are not lost to a TCP reset.
inline constexpr std::int64_t kLingerMs = 1'000;

// --- Peers (sockets) --------------------------------------------------------------------------

/// TLS handshakes of one address at a time; more wait their turn unread and are never refused. One
/// costs half a millisecond of CPU and, while it lasts, about 30 KB.
inline constexpr std::size_t kHandshakesPerAddressMax = 256;
/// While others of its address wait a handshake has only so long: a busy client does not need more.
inline constexpr std::int64_t kCrowdedHandshakeMs = 3'000;
/// Connections of one address; more are closed at once. At 30 KB each 300 MB, so it is meant for
/// those who would take everything, not for a busy platform behind one address.
inline constexpr std::size_t kConnectionsPerAddressMax = 10'000;
/// Descriptors that connections leave to the store and to files; beyond it the rest waits in the
/// kernel's queue until a connection ends.
inline constexpr std::size_t kDescriptorsReserved = 512;

// --- Interfaces (dictionary R3) ---------------------------------------------------------------

/// Names one request may carry, in query and body together; the interfaces know about twenty.
inline constexpr std::size_t kRequestNamesMax = 100;
/// Values of one comma-separated filter.
inline constexpr std::size_t kFilterValuesMax = 50;
/// Grid instants of one historic answer with `interval`, over all series; beyond it 40005.
inline constexpr std::int64_t kGridRowsMax = 1'000'000;

/// Length of a statistic's range, 200 years; beyond it 40005. Classes of time and demand windows
/// cost by the calendar, about 0.6 ms a year and series, whether there are readings or not.
inline constexpr std::int64_t kStatisticRangeMs = std::int64_t{73'050} * 24 * 3'600'000;
/// Rows and aggregates of classes, times buckets, of one statistic answer, over all its pages
/// (dictionary S "Paging"); beyond it 40005. One row is held at a time; it may have all of them.
inline constexpr std::size_t kStatisticCellsMax = 1'000'000;

/// Pieces of past time that statistics keep for the next question: about 330 bytes a series and
/// month, so this is 16,000 series-years of months or 550 of days. Beyond it the least recently
/// asked ones are forgotten and made again from what the store keeps or from their readings.
inline constexpr std::size_t kClosedCellBytesMax = 64U << 20U;

/// Whole answers of statistics that are kept for the next time, each at most so long (a year of
/// days of one series takes 37 KB), and the series whose states are looked at to tell whether one
/// is still right.
inline constexpr std::size_t kKeptAnswersBytesMax = 4U << 20U;
inline constexpr std::size_t kKeptAnswerBytes = 64 * 1024;
inline constexpr std::size_t kSeriesStatesMax = 64;

/// Texts of rows that historic answers keep for the next time: 57 bytes a reading with two
/// decimals, so this is 290,000 readings.
inline constexpr std::size_t kRowTextBytesMax = 16U << 20U;
/// Rows of such a text: enough for finding it to be cheap beside copying it, few enough for the
/// piece of an answer that it ends (kBodyChunkBytes) not to become much longer.
inline constexpr std::size_t kRowTextRows = 256;

/// Demand windows of the billing months that one answer computes: about 10 s of one loop; beyond it
/// 40005.
inline constexpr std::int64_t kDemandWindowsMax = 10'000'000;

// --- The console ------------------------------------------------------------------------------

/// Files of the console, all held in memory with their compressed forms; a folder with more is not
/// served. Ours has fewer than a hundred of together 3 MB.
inline constexpr std::size_t kConsoleFilesMax = 1'000;
inline constexpr std::size_t kConsoleBytesMax = 32U << 20U;

// --- Live streams (extension X2) --------------------------------------------------------------

/// Streams open at once, of all callers; beyond it 42901. About 2 KB each beside its connection.
inline constexpr std::size_t kWatchersMax = 10'000;
/// How often what has come in is looked at for streams, and so how much later than their commit
/// readings are sent at most; a look without a commit costs an atomic load.
inline constexpr std::int64_t kWatchPassMs = 100;
/// A stream that has nothing to say says that it is there; proxies cut what is silent for longer.
inline constexpr std::int64_t kHeartbeatMs = 10'000;
/// How often the right to each stream is asked for again: revocations count within a second.
inline constexpr std::int64_t kStandingMs = 250;
/// Readings of one event, about 60 bytes each; more go into further events.
inline constexpr std::size_t kWatchEventReadingsMax = 500;
/// Events that are kept for the streams of one question that have not sent them yet: 3 seconds when
/// something comes in all the time. A stream further behind goes on with the newest values.
inline constexpr std::size_t kWatchEventsKept = 32;
/// Their bytes; an event of one parameter has about 500.
inline constexpr std::size_t kWatchBytesKept = 256U << 10U;
/// Readings that the streams of one question may be behind the store, as after a file of them has
/// been loaded: about a second's worth. Beyond it they go on with the newest values.
inline constexpr std::uint64_t kWatchBehindMax = 20'000;

// --- Archives ---------------------------------------------------------------------------------

/// Levels of points below one another, and of categories. Answers nest them and are written by
/// recursion, so this bounds its stack; real sites have fewer than ten.
inline constexpr std::size_t kLevelsMax = 48;

// --- Demand response --------------------------------------------------------------------------

/// Days from the begin of an event to its end; real ones last hours. One of 31 days has 2,976
/// slices of a quarter of an hour, and each of them is asked for on up to 45 days of a baseline.
inline constexpr std::int64_t kDrEventDaysMax = 31;
/// Events of one site; beyond it no more are created. About 2 KB each in memory, for good.
inline constexpr std::size_t kDrEventsMax = 10'000;
/// One line of dr/events.log; an event has less than 4 KB, the rest is for records of the caller.
inline constexpr std::size_t kDrLogLineBytesMax = 64 * 1024;
/// All of dr/events.log, which is read whole at the start, about 50 MB a second. Beyond it nothing
/// more is taken in, as on a full disk: a million changes of 1 KB.
inline constexpr std::uint64_t kDrLogBytesMax = std::uint64_t{1} << 30U;
/// Days that a comparison of baselines imagines an event on; beyond it 40005. Each reads the hours
/// of the 45 days before it once: with samples by the minute about a millisecond a day.
inline constexpr std::int64_t kPlaceboDaysMax = 366;
/// Events whose record one answer computes, each from the hours of up to 45 days, a millisecond or
/// so with samples by the minute; beyond it 40005.
inline constexpr std::size_t kDrEventsComputedMax = 2000;
/// Bytes of dr/events.log that lines which later ones have replaced may have, and the whole be
/// twice what is needed, before it is written anew: half a second of a start.
inline constexpr std::uint64_t kDrLogSlackBytes = 8U << 20U;
/// An event that ended so long ago is looked at only when somebody asks for it; before, each minute
/// and whenever readings have come in.
inline constexpr int kSettlementDays = 60;

// --- JSON in ------------------------------------------------------------------------------------

/// Deeper documents are refused. The reader recurses, so this bounds its stack.
inline constexpr int kJsonDepthMax = 64;
/// An archive file. It is held in memory a few times over while it is checked.
inline constexpr std::size_t kArchiveBytesMax = 256U << 20U;

// --- Readings in --------------------------------------------------------------------------------

/// One line of a CSV file; a longer one is one bad row.
inline constexpr std::size_t kCsvLineBytesMax = 1U << 20U;
/// Rows `cems load` commits at once: one fsync each, about 5 MB in memory.
inline constexpr std::size_t kLoadBatchRows = 50'000;
/// A reading further ahead of now than this is not stored (dictionary S "Readings of any age").
inline constexpr std::int64_t kFutureMs = 5 * 60'000;

/// Threads that take in bodies of readings. They wait for the disk more than they compute, and
/// batches that wait together share one fsync; more would only add what is in memory at once.
inline constexpr unsigned kIngestThreads = 4;
/// A compressed body of readings may decode to so many bytes, and beyond kDecodeRatioFreeBytes to
/// so many times its own size; else 41301. Tables of readings are 5 to 50 times their gzip.
inline constexpr std::uint64_t kDecodedBodyBytesMax = std::uint64_t{4} << 30U;
inline constexpr std::uint64_t kDecodeRatioMax = 100;
inline constexpr std::uint64_t kDecodeRatioFreeBytes = 1U << 20U;
/// Batches of `cems load` that wait for the one being committed: 2.5 MB each.
inline constexpr std::size_t kCommitsAheadMax = 2;

/// Readings from the future are listed in two files of this size; the older one makes room.
inline constexpr std::uint64_t kQuarantineBytesMax = 4U << 20U;

/// Rejected rows listed in one answer of /ingest; the rest is counted. 100 bytes or so each.
inline constexpr std::size_t kRejectedListedMax = 1000;

// --- MQTT ---------------------------------------------------------------------------------------

/// Messages a broker may have on their way to us without an acknowledgement, unless configured:
/// what one commit can take, and what comes again after a crash.
inline constexpr std::uint16_t kMqttReceiveMax = 1000;
/// A longer packet is not taken. This many bytes are held for one that comes in pieces.
inline constexpr std::size_t kMqttPacketBytesMax = 1U << 20U;
/// By then a broker has answered CONNECT, SUBSCRIBE or PINGREQ, or it is given up.
inline constexpr std::int64_t kMqttAnswerMs = 10'000;
/// Messages of ours that wait for the broker, and their bytes; what comes beyond is dropped, as
/// acknowledgements are repeated when the message is.
inline constexpr std::size_t kMqttOutboxMax = 10'000;
inline constexpr std::size_t kMqttOutboxBytesMax = 16U << 20U;
/// Readings of messages committed at once, one fsync each; about 5 MB.
inline constexpr std::size_t kMqttBatchReadings = 100'000;
/// Readings that wait for a store that takes none; then nothing more is read from the broker.
/// About 50 bytes each.
inline constexpr std::size_t kMqttWaitingReadings = 500'000;
static_assert(kMqttBatchReadings <= kMqttWaitingReadings);
/// A store that takes no readings is tried again after so long, then after twice as long.
inline constexpr std::int64_t kMqttRetryMinMs = 100;
inline constexpr std::int64_t kMqttRetryMaxMs = 5'000;
/// The same for a broker that cannot be reached.
inline constexpr std::int64_t kMqttReconnectMinMs = 500;
inline constexpr std::int64_t kMqttReconnectMaxMs = 30'000;
/// Rejected readings listed in the report on one message; the rest is counted.
inline constexpr std::size_t kMqttRejectedListedMax = 100;
/// Reports of one gateway published in one message.
inline constexpr std::size_t kMqttReportBytesMax = 64 * 1024;
/// Topics whose series are remembered, and how many each, so that the next message of a topic is
/// read faster: 8 bytes each.
inline constexpr std::size_t kMqttLayoutsMax = 4'000;
inline constexpr std::size_t kMqttLayoutReadings = 500;
/// A payload that is remembered as the form of its topic's next ones, and what all of them may
/// take.
inline constexpr std::size_t kMqttFormBytesMax = 64 * 1024;
inline constexpr std::size_t kMqttFormsBytesMax = 16U << 20U;
/// A mapping file.
inline constexpr std::size_t kMqttMappingBytesMax = 1U << 20U;

// --- Connections to others ----------------------------------------------------------------------

/// By then a connection that we open stands, TLS and all.
inline constexpr std::int64_t kDialMs = 10'000;

// --- Store --------------------------------------------------------------------------------------

/// Readings of one sealed block; the count is stored in two bytes. Bigger blocks cost more to
/// decode for one value, smaller ones more keys.
inline constexpr std::size_t kBlockReadingsMax = 4096;
static_assert(kBlockReadingsMax <= UINT16_MAX);
/// A reading in the head, with its place in a vector that grows. The head is sealed into blocks at
/// half of its share of the memory; at all of it commits wait.
inline constexpr std::size_t kHeadReadingBytes = 60;
/// What `--memory` divides among the head, RocksDB and sums of past months, unless it is given; the
/// program, connections and what is under way come on top. Less than the least would make commits
/// and statistics wait for the disk again and again.
inline constexpr std::size_t kMemoryBytes = 128U << 20U;
inline constexpr std::size_t kMemoryBytesMin = 32U << 20U;
/// Without a commit for so long the head is sealed, so that the log of an idle station is empty.
inline constexpr std::int64_t kSealIdleMs = 10'000;
/// How much of the disk is kept free; below it no more readings are taken.
inline constexpr std::uint64_t kDiskReservePercent = 5;
/// Bytes of one summary of a series: what is computed from it and kept beside it.
inline constexpr std::size_t kSummaryBytesMax = 64 * 1024;

}  // namespace cems::limits
