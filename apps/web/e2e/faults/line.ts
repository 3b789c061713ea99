import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * What a line does to what comes in:
 * through — hands everything on · cut — breaks connections · silent — takes the request, and never answers ·
 * deaf — hands requests on and breaks the connection instead of handing the answer back ·
 * truncated — hands back the beginning of the answer, then breaks · portal — answers every request itself with `page`.
 */
export type LineMode = 'through' | 'cut' | 'silent' | 'deaf' | 'truncated' | 'portal';

/** A network cable with moods: a TCP proxy on a port of its own. */
export class Line {
  /** What a portal answers with, status 200. */
  page = HOTEL;
  /** Bytes a second in each direction; undefined: as fast as it goes. */
  bytesPerSecond?: number;
  private mode: LineMode = 'through';
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly port: number,
  ) {}

  static async to(port: number): Promise<Line> {
    const server = createServer();
    const line = new Line(server, port);
    server.on('connection', (near) => line.connected(near));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return line;
  }

  get url(): string {
    return `http://127.0.0.1:${portOf(this.server)}`;
  }

  /** Changes the mood; connections that are open end, but for those that just get slower. */
  become(mode: LineMode, page = HOTEL): void {
    this.mode = mode;
    this.page = page;
    this.bytesPerSecond = undefined;
    for (const socket of this.sockets) socket.destroy();
  }

  async close(): Promise<void> {
    const closed = once(this.server.close(), 'close');
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private connected(near: Socket): void {
    this.keep(near);
    if (this.mode === 'cut') return void near.destroy();
    if (this.mode === 'silent') return void near.resume();
    if (this.mode === 'portal') return void near.once('data', () => this.answerItself(near));
    const far = connect(this.port, '127.0.0.1');
    this.keep(far);
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
    near.on('data', (bytes) => this.handOn(bytes, near, far));
    far.on('data', (bytes) => {
      if (this.mode === 'deaf') near.destroy();
      else if (this.mode === 'truncated')
        near.write(bytes.subarray(0, bytes.length / 2), () => near.destroy());
      else this.handOn(bytes, far, near);
    });
  }

  /** In slices of a tenth of a second where the line is thin. */
  private handOn(bytes: Buffer, from: Socket, to: Socket): void {
    if (!this.bytesPerSecond) return void to.write(bytes);
    from.pause();
    const slice = Math.ceil(this.bytesPerSecond / 10);
    to.write(bytes.subarray(0, slice));
    setTimeout(() => {
      if (bytes.length > slice) this.handOn(bytes.subarray(slice), from, to);
      else from.resume();
    }, 100);
  }

  private answerItself(near: Socket): void {
    const { type, body } = this.page;
    const head = `content-type: ${type}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close`;
    near.end(`HTTP/1.1 200 OK\r\n${head}\r\n\r\n${body}`);
    near.resume();
  }

  private keep(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => undefined); // breaking connections is what it is for
    socket.on('close', () => this.sockets.delete(socket));
  }
}

/** Of a server that listens. */
export function portOf(server: Server): number {
  const address = server.address();
  if (!address || typeof address === 'string')
    throw new Error('A listening server has an address with a port.');
  return address.port;
}

const HOTEL = {
  type: 'text/html',
  body: '<html><body>Welcome to Hotel Wi-Fi. Please sign in.</body></html>',
};
