package evaluate

// entry is a pair with its distance. a and b are its photos, or the people on them.
type entry struct {
	distance float64
	a, b     int32
}

func (e entry) apart() float64 { return e.distance }

func byDistance(x, y entry) int { return order(x.distance, y.distance) }

// couples are at most Confusing entries whose a and b are photos.
func couples(entries []entry) []Couple {
	var list []Couple
	for _, e := range entries[:min(len(entries), Confusing)] {
		list = append(list, Couple{int(e.a), int(e.b), e.distance})
	}
	return list
}
