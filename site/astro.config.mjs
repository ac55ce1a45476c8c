import mdx from '@astrojs/mdx';
import react from '@astrojs/react';
import { defineConfig, passthroughImageService } from 'astro/config';
import { copyLessons } from './plugins/copy-lessons.mjs';
import { codeTitle } from './plugins/code-title.mjs';
import { lessonMarkdown } from './plugins/lesson-markdown.mjs';
import { tables } from './plugins/tables.mjs';
import { typography } from './plugins/typography.mjs';
import promql from './plugins/promql.json' with { type: 'json' };

// SITE_BASE=/course puts the site below a path of its host.
const base = `/${process.env.SITE_BASE ?? ''}/`.replace(/\/{2,}/g, '/');

export default defineConfig({
  base,
  trailingSlash: 'always',
  image: { service: passthroughImageService() },
  devToolbar: { enabled: false },
  // Every script is a file of our own: the pages' policy allows no inline ones.
  vite: { build: { assetsInlineLimit: 0, chunkSizeWarningLimit: 2048 } },
  markdown: {
    shikiConfig: {
      theme: 'css-variables', // colours: src/styles/lesson.css
      langs: [promql],
      transformers: [codeTitle()],
    },
  },
  integrations: [
    copyLessons(new URL('../lessons/', import.meta.url), new URL('src/content/course/', import.meta.url)),
    react(),
    mdx({ remarkPlugins: [[lessonMarkdown, { base }]], rehypePlugins: [tables, typography] }),
  ],
});
