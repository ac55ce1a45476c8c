// What a page gains with scripts on. Without them it is complete to read, only quieter.
import { keepChecks } from './checks.ts';
import { addCopyButtons } from './copy.ts';
import { drawDiagrams } from './diagrams.ts';
import { followSections } from './sections.ts';
import { reachScrollers } from './scrollers.ts';
import { switchTheme } from './theme.ts';

switchTheme();
keepChecks();
addCopyButtons();
followSections();
reachScrollers();
drawDiagrams();
