// A worker: browsers slow the timers of a page that is hidden, which may be the host, but not a worker's.
setInterval(() => postMessage(0), 8);
