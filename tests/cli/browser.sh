#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# browser.sh HITLESS REPRODUCERS: the pages in a headless Chromium: they open, the arrow keys walk through the steps, view and rule are
# there. Skipped (77) where there is no Chromium.
set -eu
hitless=$(realpath "$1") reproducers=$(realpath "$2")
chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
[ -n "$chromium" ] || { echo "no Chromium here" && exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# dom PAGE: the page as the browser has it, in 400 pixels, after what was added to it has run
dom() {
  HOME=$work timeout 120 "$chromium" --headless --no-sandbox --disable-gpu --window-size=400,900 --dump-dom "file://$work/$1" \
    2>chromium.log || { cat chromium.log && exit 1; }
}
# has TEXT: the last page has it
has() {
  grep -qF -- "$1" page || { echo "the page lacks: $1" && exit 1; }
}

"$hitless" explain --sequencer naive --html page.html "$reproducers/detach_s2_to_abort.yaml" || [ $? -eq 1 ]
cat >>page.html <<'END'
<script>
const said = [];
for (const key of ['ArrowDown', 'ArrowDown', 'ArrowUp', 'End', 'ArrowDown', 'Home']) {
  dispatchEvent(new KeyboardEvent('keydown', {key}));
  said.push(steps.indexOf(document.activeElement));
}
document.body.dataset.walked = said.join(' ');
document.body.dataset.steps = steps.length;
document.body.dataset.wide = document.documentElement.scrollWidth > innerWidth;
</script>
END
dom page.html >page
count=$(sed -n 's/.*data-steps="\([0-9]*\)".*/\1/p' page)
[ "${count:-0}" -ge 4 ] || { echo "only ${count:-no} steps" && exit 1; }
has "data-walked=\"0 1 0 $((count - 1)) $((count - 1)) 0\""
has 'data-wide="false"'
has "illegal-view"
has "STE_S2AA64_VMSA32 (5.2.2)"
has "the SMMU may hold"

# A program of a whole driver, where this build has one: its windows, the view and where it can be read first.
if "$hitless" explain --html lanes.html "$reproducers/driver/s1_to_s2_el2.yaml" 2>lanes.log; then
  echo "nothing found in a program" && exit 1
elif [ -s lanes.html ]; then
  cat >>lanes.html <<'END'
<script>
const said = [];
for (const key of ['Home', 'ArrowDown', 'End']) {
  dispatchEvent(new KeyboardEvent('keydown', {key}));
  said.push(steps.indexOf(document.activeElement));
}
document.body.dataset.walked = said.join(' ');
document.body.dataset.steps = steps.length;
document.body.dataset.wide = document.documentElement.scrollWidth > innerWidth;
const bars = steps.map(step => step.querySelectorAll('.bars i[class]').length).join('');
document.body.dataset.windows = (bars.match(/1+/g) || []).length + ' of ' + Math.max(...bars);
const first = steps.findIndex(step => step.textContent.includes('can be read from here on'));
document.body.dataset.view = steps[first].textContent.includes('store STE') + ' ' + bars[first] + bars[first - 1];
</script>
END
  dom lanes.html >page
  count=$(sed -n 's/.*data-steps="\([0-9]*\)".*/\1/p' page)
  has "data-walked=\"0 1 $((count - 1))\""
  has 'data-wide="false"'
  has 'data-windows="3 of 1"' # V off, the others, V on: a SYNC closes each
  has 'data-view="true 10"'
  has "needless-break"
  has "section 3.21.3"
  has "SYNC complete"
fi

"$hitless" matrix --sequencer naive --html matrix.html || [ $? -eq 1 ]
cat >>matrix.html <<'END'
<script>
document.body.dataset.torn = document.querySelectorAll('svg rect.c5').length;
document.body.dataset.wide = document.documentElement.scrollWidth > innerWidth;
</script>
END
dom matrix.html >page
torn=$("$hitless" matrix --sequencer naive --json | grep -o '"class":"torn"' | wc -l)
has "data-torn=\"$((torn + 1))\"" # and the legend
has 'data-wide="false"'
echo "both pages open; $count steps walked"
