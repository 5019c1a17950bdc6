import { UnavailableError } from "./errors.js";

const subprotocol = "isolates.v1";
/** Bytes unsent above which the next message waits. */
const capacity = 1 << 20;
const openTimeout = 10_000;

/** Connects to `isolates serve`. */
export class WebSocketConnector {
  #url;
  #findWebSocket;
  #headers;

  /** @param findWebSocket gives the class of WebSockets, and whether it takes headers. */
  constructor(url, { token, headers = {}, reconnect = {} }, findWebSocket) {
    this.#url = url;
    this.#findWebSocket = findWebSocket;
    this.#headers = token === undefined ? headers : { ...headers, authorization: `Bearer ${token}` };
    this.reconnects = reconnect !== false;
  }

  /** @throws {UnavailableError} */
  async connect() {
    const { WebSocket, takesHeaders } = await this.#findWebSocket();
    const hasHeaders = Object.keys(this.#headers).length > 0;
    if (hasHeaders && !takesHeaders) {
      throw new UnavailableError(
        "this WebSocket takes no headers, and so no token: have a proxy add it, or install the package ws",
      );
    }
    let socket;
    try {
      socket = this.#open(WebSocket, takesHeaders, hasHeaders);
    } catch (error) {
      throw new UnavailableError(`there is no connection to ${this.#url}: ${error.message}`);
    }
    // Before it is open, so that no message is missed.
    const transport = new WebSocketTransport(socket);
    await this.#opened(socket);
    return transport;
  }

  #open(WebSocket, takesHeaders, hasHeaders) {
    if (takesHeaders === "ws") {
      const options = { headers: this.#headers, perMessageDeflate: false, maxPayload: 512 << 20 };
      return new WebSocket(this.#url, subprotocol, options);
    }
    return hasHeaders
      ? new WebSocket(this.#url, { protocols: subprotocol, headers: this.#headers })
      : new WebSocket(this.#url, subprotocol);
  }

  #opened(socket) {
    return new Promise((resolve, reject) => {
      const fail = (why) => {
        clearTimeout(timer);
        reject(new UnavailableError(`there is no connection to ${this.#url}${why ? `: ${why}` : ""}`));
      };
      const timer = setTimeout(() => {
        fail(`nobody answered within ${openTimeout} ms`);
        socket.close();
      }, openTimeout);
      socket.addEventListener("open", () => {
        clearTimeout(timer);
        resolve();
      });
      socket.addEventListener("error", (event) => fail(event.message));
      socket.addEventListener("close", (event) => fail(event.reason));
    });
  }
}

class WebSocketTransport {
  #socket;
  #ended;
  #early = [];
  #receive = (text) => this.#early.push(text);

  constructor(socket) {
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => this.#receive(String(data)));
    this.#ended = new Promise((resolve) => {
      socket.addEventListener("close", ({ code, reason }) =>
        resolve(
          code === 1006
            ? "the connection broke off"
            : `the connection was closed with ${code}${reason ? ` (${reason})` : ""}`,
        ),
      );
    });
  }

  /** Calls `receive` with each message, and `end` once with how it ended. */
  start(receive, end) {
    this.#receive = receive;
    for (const text of this.#early.splice(0)) receive(text);
    this.#ended.then(end);
  }

  async send(message) {
    if (this.#socket.readyState !== 1) throw new Error("the connection is closing");
    this.#socket.send(message);
    // Browsers tell how much is unsent, but not when that changes.
    while (this.#socket.bufferedAmount > capacity && this.#socket.readyState === 1) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  async close() {
    this.#socket.close();
    // The other side may not answer any more.
    const timer = setTimeout(() => this.#socket.terminate?.(), 2_000);
    let late;
    const patience = new Promise((resolve) => (late = setTimeout(resolve, 3_000)));
    await Promise.race([this.#ended, patience]);
    clearTimeout(timer);
    clearTimeout(late);
  }
}
