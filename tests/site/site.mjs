// usage: node site.mjs SITE CHROMIUM: tests the built SITE/dist against SITE/../lessons; CHROMIUM is empty where there is none.
import { join, resolve } from 'node:path';
import { browserTests } from './browser.mjs';
import { readLessons } from './lessons.mjs';
import { serve } from './serve.mjs';
import { staticTests } from './static.mjs';
import { finish, skip } from './tap.mjs';

const site = resolve(process.argv[2]);
const executable = process.argv[3];
const dist = join(site, 'dist');
const lessons = readLessons(join(site, '../lessons'));

await staticTests({ site, dist, lessons });
if (executable) {
  const { origin, close } = await serve(dist);
  await browserTests({ site, origin, lessons, executable });
  close();
} else {
  skip('the site in a browser', 'chromium is not installed');
}
finish();
