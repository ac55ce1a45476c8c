// A static server for the built site, on loopback: folders by their index.html, nothing above the root.
import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';

const types = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml', '.json': 'application/json',
};

function fileFor(root, path) {
  const wanted = join(root, normalize(decodeURIComponent(path)));
  const file = path.endsWith('/') ? join(wanted, 'index.html') : wanted;
  return statSync(file, { throwIfNoEntry: false })?.isFile() ? file : null;
}

/** Resolves to { origin, close } once it listens on a free port. */
export function serve(root) {
  const server = createServer((request, response) => {
    const file = fileFor(root, new URL(request.url, 'http://localhost').pathname);
    response.writeHead(file ? 200 : 404, {
      'content-type': types[extname(file ?? '')] ?? 'text/plain',
      'cache-control': request.url.includes('/_astro/') ? 'max-age=3600' : 'no-cache',
    });
    if (file) createReadStream(file).pipe(response);
    else response.end('not found');
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const close = () => {
        server.close();
        server.closeAllConnections();
      };
      resolve({ origin: `http://127.0.0.1:${server.address().port}`, close });
    });
  });
}
