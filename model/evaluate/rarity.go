package evaluate

// Rarity says how rare a distance is among pairs of each kind, as far as scores of held-out people can tell.
type Rarity struct {
	// ImpostorsCloser is the share of the impostor pairs that are closer, GenuineFarther that of the genuine pairs at least as
	// far apart. nil without pairs of the kind.
	ImpostorsCloser, GenuineFarther *Share
}

// Share is a part of some pairs, from 0 to 1.
type Share struct {
	Share float64
	// AtMost says that the true share may be anything up to Share: fewer than three of the pairs were seen, and Share is the
	// least that their number can show.
	AtMost bool
}

// Rarity tells how rare the distance d is. No share is smaller than 3/n for n pairs, what can be said with 95 % confidence when
// none was seen (the rule of three).
func (s Scores) Rarity(d float64) Rarity {
	return Rarity{
		ImpostorsCloser: floored(s.impostor.Below(d), s.impostor.N()),
		GenuineFarther:  floored(s.genuine.N()-s.genuine.Below(d), s.genuine.N()),
	}
}

func floored(part, whole int) *Share {
	const least = 3
	switch {
	case whole == 0:
		return nil
	case part < least:
		return &Share{min(1, float64(least)/float64(whole)), true}
	}
	return &Share{float64(part) / float64(whole), false}
}
