// How long it takes from an event to the picture of its answer, measured where the reader sits.
// @ts-check

const KEPT = 2000;

/** Milliseconds from input event to painted picture, newest last; read by the benchmark. */
const timings = [];
Object.assign(window, { rlsTimings: timings });

/** Note an event's time once the next frame is painted. @param {number} started event time stamp */
export function noteWhenPainted(started) {
  performance.mark("rls-drawn");
  requestAnimationFrame(() => {
    // A message arrives after the frame that is about to be painted.
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      timings.push(performance.now() - started);
      if (timings.length > KEPT) timings.shift();
      performance.mark("rls-painted");
    };
    channel.port2.postMessage(0);
  });
}
