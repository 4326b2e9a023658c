package window

import (
	"math"
	"strconv"

	"siamface/app/session"
	"siamface/model/face"
	"siamface/model/format"
	"siamface/model/verify"
	"siamface/widgets"
)

// verdicts are how the window shows what a distance says, with the keys of its words.
var verdicts = map[verify.Verdict]struct {
	kind widgets.VerdictKind
	key  string
}{
	verify.Same:      {widgets.VerdictSame, "verdict.same"},
	verify.Different: {widgets.VerdictDifferent, "verdict.different"},
	verify.Unsure:    {widgets.VerdictUnsure, "verdict.unsure"},
}

// farthest is how far two vectors of length 1 can be apart, as the recogniser's are.
const farthest = 2

// showVerdict shows what two faces say.
func showVerdict(verdict *widgets.Verdict, words *session.Words, r verify.Result) {
	kind, sentence := verdicts[r.Verdict].kind, words.Text(verdicts[r.Verdict].key)
	scale := widgets.Scale{Distance: r.Distance, Same: r.Sure, Different: r.Threshold, Max: reachOf(r)}
	last := describeCloseness(words, r)
	if void := describeVoid(words, r); void != "" {
		sentence, last, scale.Distance = void, words.Text("verdict.void"), math.NaN() // it has no place on the scale
	}
	verdict.SetVerdict(kind, sentence, scale, last,
		words.Text("verdict.numbers", format.Distance(r.Distance), format.Distance(r.Sure), format.Distance(r.Threshold))+" · "+describeOrigin(words, r))
}

// reachOf is where the scale of a verdict ends.
func reachOf(r verify.Result) float64 {
	if r.General {
		return farthest
	}
	return math.Ceil(10*max(2*r.Threshold, 1.05*r.Distance)) / 10
}

// describeOrigin says whose distances the thresholds were measured on.
func describeOrigin(words *session.Words, r verify.Result) string {
	if r.General {
		return words.Text("verdict.general")
	}
	return words.Text("verdict.own")
}

// describeCloseness says how rare the distance is: of photos that are judged to show one person, how many different people are as close; of
// others, how few pairs of one person are as far apart, where that is known.
func describeCloseness(words *session.Words, r verify.Result) string {
	switch {
	case r.Verdict != verify.Same && r.FartherThan != nil && *r.FartherThan >= verify.WorthSaying:
		return words.Text("verdict.farther", strconv.FormatFloat(100*(*r.FartherThan), 'g', 6, 64))
	case r.Verdict == verify.Different && r.FNMR != nil:
		return describeDistant(words, *r.FNMR)
	case r.Verdict == verify.Different:
	case r.FMR != nil:
		return describeRarity(words, *r.FMR)
	case r.CloserThan != nil:
		return words.Text("verdict.closer", strconv.FormatFloat(100*(*r.CloserThan), 'g', 6, 64))
	}
	return ""
}

// voids are the keys of the sentences that say why nothing can be said: of the left photo, of the right one, of both.
var voids = map[face.Flag]struct{ left, right, both string }{
	face.NoFace:    {"verdict.noface.left", "verdict.noface.right", "verdict.noface.both"},
	face.Uncertain: {"verdict.uncertain.left", "verdict.uncertain.right", "verdict.uncertain.both"},
	face.Void:      {"verdict.faint.left", "verdict.faint.right", "verdict.faint.both"},
}

// describeVoid says why nothing can be said of two photos, or nothing where something can.
func describeVoid(words *session.Words, r verify.Result) string {
	flag, which := r.Voided()
	if flag == "" || r.Verdict != verify.Unsure {
		return ""
	}
	keys := voids[flag]
	switch {
	case which[0] && which[1]:
		return words.Text(keys.both)
	case which[0]:
		return words.Text(keys.left)
	}
	return words.Text(keys.right)
}

// describeRarity says how many of 100,000 pairs of different people are as close. It says nothing finer than 1 and gives no
// more than two digits.
func describeRarity(words *session.Words, fmr float64) string {
	const of, finest = 1e5, 1
	pairs := of * fmr
	if !(pairs > finest) {
		return words.Text("verdict.rarest")
	}
	if digit := math.Pow10(int(math.Log10(pairs)) - 1); digit >= 1 {
		return words.Text("verdict.rare", format.Count(int(math.Round(pairs/digit)*digit)))
	}
	return words.Text("verdict.rare", strconv.FormatFloat(pairs, 'g', 2, 64))
}

// describeDistant says how many of 1,000 pairs of one person are as far apart. It says nothing finer than is known.
func describeDistant(words *session.Words, fnmr float64) string {
	const of = 1000
	if fnmr <= face.BuiltIn().RarestFNMR() {
		return words.Text("verdict.farthest", int(math.Ceil(of*fnmr)))
	}
	return words.Text("verdict.distant", int(math.Round(of*fnmr)))
}

// toggleDetails shows the numbers behind the verdict, or folds them.
func toggleDetails(t *verificationTab) {
	t.verdict.SetDetailed(!t.verdict.Detailed())
	showDetails(t)
	t.content.Refresh() // the photos make room
}

// showDetails names the button by what it does now.
func showDetails(t *verificationTab) {
	key := "verification.details"
	if t.verdict.Detailed() {
		key = "verification.fold"
	}
	t.details.SetText(t.Words.Text(key))
	t.details.SetTip(t.Words.Text("tip.details"))
}
