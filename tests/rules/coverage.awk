# SPDX-License-Identifier: MIT
# coverage.awk FOLDER RUN...: sums FOLDER/RUN/*.counts (identifier, group, section, held, did not) and
# prints one line an identifier. Status 1: one was not seen both ways; 2: the input is no input.
function bad(text) {
  print "rules: " text > "/dev/stderr"
  failed = 2
  exit 2
}

function read_counts(run, file,    line, word, lines) {
  while ((getline line < file) > 0) {
    if (split(line, word, " ") != 5 || word[4] word[5] !~ /^[0-9]+$/)
      bad(file ": not counts: " line)
    if (!(word[1] in group)) {
      id[++ids] = word[1]
      group[word[1]] = word[2]
      section[word[1]] = word[3]
    }
    held[run, word[1]] += word[4]
    not[run, word[1]] += word[5]
    lines++
  }
  close(file)
  if (!lines)
    bad(file ": empty")
  if (expected && lines != expected)
    bad(file ": " lines " identifiers, not " expected)
  expected = lines
}

function read_run(folder, run,    list, file, files) {
  list = "find '" folder "/" run "' -name '*.counts'"
  while ((list | getline file) > 0) {
    read_counts(run, file)
    files++
  }
  close(list)
  if (!files)
    bad(run ": no counts")
}

function both(h, n) { return h > 0 && n > 0 }

function quote(text) { return "\"" text "\"" }

function write_json(    i, r, text) {
  printf "[" > json
  for (i = 1; i <= ids; i++) {
    text = "{\"id\":" quote(id[i]) ",\"group\":" quote(group[id[i]]) ",\"section\":" quote(section[id[i]])
    for (r = 1; r <= runs; r++)
      text = text sprintf(",\"%s\":{\"held\":%d,\"not\":%d}", run[r], held[run[r], id[i]], not[run[r], id[i]])
    printf("%s\n%s}", (i > 1 ? "," : ""), text) > json
  }
  printf "\n]\n" > json
  if (close(json))
    bad(json ": not written")
}

function show(    i, r, h, n, others_h, others_n, mark) {
  printf "%-28s %-8s", "", ""
  for (r = 1; r <= runs; r++)
    printf " %18s", run[r]
  printf "\n"
  for (i = 1; i <= ids; i++) {
    h = n = others_h = others_n = 0
    printf "%-28s %-8s", id[i], section[id[i]]
    for (r = 1; r <= runs; r++) {
      printf " %18s", held[run[r], id[i]] + 0 "/" not[run[r], id[i]] + 0
      h += held[run[r], id[i]]
      n += not[run[r], id[i]]
      if (run[r] != "unit") {
        others_h += held[run[r], id[i]]
        others_n += not[run[r], id[i]]
      }
    }
    if (!both(h, n)) {
      mark = h ? "  always held" : n ? "  never held" : "  NEVER EVALUATED"
      missing++
    } else {
      mark = both(others_h, others_n) ? "" : "  unit tests only"
      alone += mark != ""
    }
    print mark
    total[group[id[i]] == "ignored" ? "ignored" : substr(id[i], 1, 3)]++
  }
}

BEGIN {
  for (r = 2; r < ARGC; r++) {
    run[++runs] = ARGV[r]
    read_run(ARGV[1], ARGV[r])
  }
  if (!ids)
    bad("nothing to sum")
  show()
  if (json)
    write_json()
  printf "held/not held; %d seen both ways by unit tests only\n", alone
  printf "rules: %d STE rules, %d CD rules, %d IGNORED conditions, %s\n", total["STE"], total["CD_"],
    total["ignored"], missing ? missing " not seen both ways" : "all seen both ways"
  failed = missing > 0
  exit failed
}
