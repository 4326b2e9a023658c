package report

// What the tests see of the inside.
var (
	Percent  = percent
	Least    = least
	Rate     = rate
	Texts    = texts
	PageText = pageText
	Terms    = terms
	Sentence = func(english string) (string, string) {
		t := sentence(english)
		return string(t[English]), string(t[Chinese])
	}
)

// SetListed makes a document list so many pairs, as one of too many for a table does.
func (d *Document) SetListed(n int) { d.Listed = n }
