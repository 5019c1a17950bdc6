import { Client as CommonClient } from "./client.js";
import { WebSocketConnector } from "./websocket.js";

export * from "./common.js";

/** Runs JavaScript in the contexts of a service. */
export class Client extends CommonClient {
  /** Connects to `isolates serve`. */
  static websocket(url, options = {}) {
    const find = () => ({ WebSocket: options.WebSocket ?? globalThis.WebSocket, takesHeaders: false });
    return this.open(new WebSocketConnector(url, options, find), options);
  }
}
