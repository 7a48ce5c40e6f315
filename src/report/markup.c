// SPDX-License-Identifier: MIT
#include "report/markup.h"

#include <ctype.h>

void hl_markup_text(FILE *out, const char *text)
{
    for (; *text; text++) {
        switch (*text) {
        case '&':
            fputs("&amp;", out);
            break;
        case '<':
            fputs("&lt;", out);
            break;
        case '>':
            fputs("&gt;", out);
            break;
        case '"':
            fputs("&quot;", out);
            break;
        default:
            fputc(iscntrl((unsigned char)*text) && *text != '\n' ? '?' : *text, out);
        }
    }
}

static const char style_all[] =
    ":root{color-scheme:light dark;--ink:#1c2126;--paper:#fdfdfb;--line:#c9cdd2;--soft:#f1f1ee;"
    "--dim:#5a636d;--bad:#b3123d;--good:#1d6b3c;--warn:#8a4b08;--focus:#1a5fb4}\n"
    "@media(prefers-color-scheme:dark){:root{--ink:#e6e8ea;--paper:#17191c;--line:#454b52;"
    "--soft:#22262a;--dim:#a3abb4;--bad:#ff7d9c;--good:#7fd39f;--warn:#f2b36a;--focus:#86b7f5}}\n"
    "body{font:16px/1.45 system-ui,sans-serif;margin:1.5rem auto;padding:0 1rem;max-width:76rem;"
    "color:var(--ink);background:var(--paper)}\n"
    "p,h1,h2{overflow-wrap:anywhere}h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}\n"
    "table{border-collapse:collapse}th,td{border:1px solid var(--line);padding:.2rem .5rem;"
    "text-align:left;vertical-align:top}th{background:var(--soft)}\n"
    ".wide{overflow-x:auto}code,.mono{font-family:ui-monospace,monospace;font-size:.9em}\n"
    ".dim{color:var(--dim)}.bad{color:var(--bad)}.good{color:var(--good)}.warn{color:var(--warn)}\n"
    ":focus-visible{outline:3px solid var(--focus);outline-offset:2px}\n"
    "@media print{body{max-width:none;margin:0}.wide{overflow:visible}}\n";

void hl_page_begin(FILE *out, const char *title, const char *style)
{
    fputs("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<title>",
          out);
    hl_markup_text(out, title);
    fprintf(out, "</title>\n<style>\n%s%s</style>\n</head>\n<body>\n<h1>", style_all, style);
    hl_markup_text(out, title);
    fputs("</h1>\n", out);
}

static const char script[] =
    "<script>\n"
    "const steps=[...document.querySelectorAll('[data-step]')];\n"
    "addEventListener('keydown',e=>{\n"
    "  const at=steps.indexOf(document.activeElement);\n"
    "  const to={ArrowDown:at+1,ArrowRight:at+1,ArrowUp:Math.max(at-1,0),"
    "ArrowLeft:Math.max(at-1,0),Home:0,End:steps.length-1}[e.key];\n"
    "  if(to===undefined||e.altKey||e.ctrlKey||e.metaKey||!steps.length)return;\n"
    "  e.preventDefault();\n"
    "  steps[Math.min(to,steps.length-1)].focus();\n"
    "});\n"
    "</script>\n";

void hl_page_keys(FILE *out)
{
    fputs(script, out);
}

void hl_page_end(FILE *out)
{
    fputs("</body>\n</html>\n", out);
}
