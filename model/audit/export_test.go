package audit

// Count is the number of findings of a kind.
func (a Audit) Count(kind Kind) int {
	n := 0
	for _, f := range a.Findings {
		if f.Kind == kind {
			n++
		}
	}
	return n
}

// CountPictures is how warnings count.
var CountPictures = countPictures
