package report

// What the tests see of the inside.
var (
	Percent  = writePercent
	Least    = writeBound
	Rate     = writeRate
	Texts    = texts
	PageText = pageText
	Terms    = terms
	Sentence = func(english string) (string, string) {
		t := sentenceOf(english)
		return string(t[English]), string(t[Chinese])
	}
)

// SetListed makes a document list so many pairs, as one of too many for a table does.
func (d *Document) SetListed(n int) { d.Listed = n }
