// The lessons live beside this folder, but their imports are written for a site that has them below src/content/course/. So they are
// copied there before each build, and again whenever one changes while `npm run dev` is watching.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

function lessonsIn(folder) {
  return readdirSync(folder, { recursive: true }).map(String).filter((name) => name.endsWith('.mdx'));
}

function sameBytes(a, b) {
  return existsSync(b) && readFileSync(a).equals(readFileSync(b));
}

/** Make `to` hold the lessons of `from` and no others; files that are the same already keep their time. */
export function mirror(from, to) {
  const wanted = lessonsIn(from);
  mkdirSync(to, { recursive: true });
  for (const name of lessonsIn(to)) {
    if (!wanted.includes(name)) rmSync(join(to, name));
  }
  for (const name of wanted) {
    const source = join(from, name);
    const target = join(to, name);
    if (sameBytes(source, target)) continue;
    mkdirSync(dirname(target), { recursive: true });
    cpSync(source, target);
  }
  return wanted.length;
}

/** An Astro integration; `from` and `to` are file URLs of folders. */
export function copyLessons(from, to) {
  const source = fileURLToPath(from);
  const target = fileURLToPath(to);
  return {
    name: 'copy-lessons',
    hooks: {
      'astro:config:setup': () => {
        if (!existsSync(source)) throw new Error(`no lessons in ${source}`);
        if (mirror(source, target) === 0) throw new Error(`${source} holds no .mdx file`);
      },
      'astro:server:setup': ({ server }) => {
        server.watcher.add(source);
        server.watcher.on('all', (_event, path) => {
          if (path.startsWith(source)) mirror(source, target);
        });
      },
    },
  };
}
