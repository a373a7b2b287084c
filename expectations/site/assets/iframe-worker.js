// A page opened from disk may start no worker; the search then runs in a hidden frame instead, with a worker's face.
// The theme looks for the name IFrameWorker to find its language files.
if (location.protocol === "file:") {
  const load = (frame, url) =>
    new Promise((done) => {
      const script = frame.document.createElement("script");
      script.src = url;
      script.onload = done;
      frame.document.body.append(script);
    });

  window.IFrameWorker = class extends EventTarget {
    constructor(url) {
      super();
      this.frame = document.createElement("iframe");
      this.frame.hidden = true;
      document.body.append(this.frame);
      const inside = this.frame.contentWindow;
      inside.importScripts = (...urls) =>
        urls.reduce((before, each) => before.then(() => load(inside, each)), Promise.resolve());
      inside.postMessage = (data) => this.dispatchEvent(new MessageEvent("message", { data }));
      this.ready = load(inside, new URL(url, location.href).href);
    }

    postMessage(data) {
      this.ready.then(() => this.frame.contentWindow.dispatchEvent(new MessageEvent("message", { data })));
    }

    terminate() {
      this.frame.remove();
    }
  };
  window.Worker = window.IFrameWorker;
}
