import { Client as CommonClient } from "./client.js";
import { UnavailableError } from "./errors.js";
import { StdioConnector } from "./stdio.js";
import { WebSocketConnector } from "./websocket.js";

export * from "./common.js";

/** The package ws where it is installed, because it tells why a connection failed; else Node's own WebSocket. */
async function findWebSocket(given) {
  if (given) return { WebSocket: given, takesHeaders: "ws" };
  try {
    return { WebSocket: (await import("ws")).default, takesHeaders: "ws" };
  } catch (error) {
    if (error.code !== "ERR_MODULE_NOT_FOUND") throw error;
  }
  if (globalThis.WebSocket) return { WebSocket: globalThis.WebSocket, takesHeaders: true };
  throw new UnavailableError("this Node has no WebSocket of its own: install the package ws");
}

/** Runs JavaScript in the contexts of a supervisor. */
export class Client extends CommonClient {
  /** Starts an `isolates rpc` of its own. */
  static stdio(options = {}) {
    return this.open(new StdioConnector(options), options);
  }

  /** Connects to `isolates serve`. */
  static websocket(url, options = {}) {
    const find = () => findWebSocket(options.WebSocket);
    return this.open(new WebSocketConnector(url, options, find), options);
  }
}
