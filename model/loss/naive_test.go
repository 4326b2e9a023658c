package loss_test

import (
	"math"

	"siamface/model/loss"
)

// rows are embeddings in double precision.
type rows [][]float64

func euclidean(a, b []float64) float64 {
	var sum float64
	for i := range a {
		sum += (a[i] - b[i]) * (a[i] - b[i])
	}
	return math.Sqrt(math.Max(sum, 1e-7))
}

func cosine(a, b []float64) float64 {
	var dot, aa, bb float64
	for i := range a {
		dot, aa, bb = dot+a[i]*b[i], aa+a[i]*a[i], bb+b[i]*b[i]
	}
	return dot / math.Sqrt(math.Max(aa, 1e-12)*math.Max(bb, 1e-12))
}

func metric(s loss.Settings) func(a, b []float64) float64 {
	if s.Distance == loss.Cosine {
		return func(a, b []float64) float64 { return 1 - cosine(a, b) }
	}
	return euclidean
}

// drawn are the losses of the pairs that the sampler drew: they cost something where others find nothing to compare.
var drawn = map[string]bool{loss.Contrastive: true}

// naive is the loss by the papers' formulas, loop by loop; vectors are those of the people, for the losses that have some.
func naive(s loss.Settings, e, vectors rows, b loss.Batch) float64 {
	switch s.Name {
	case loss.Contrastive:
		return naiveContrastive(s, e, b)
	case loss.TripletHard, loss.TripletSoft:
		return naiveHard(s, e, b)
	case loss.TripletSemiHard:
		return naiveSemiHard(s, e, b)
	case loss.MultiSimilarity:
		return naiveMultiSimilarity(s, e, b)
	}
	return naiveClassifier(s, e, vectors, b)
}

func naiveContrastive(s loss.Settings, e rows, b loss.Batch) float64 {
	var sum, count [2]float64
	for k, same := range b.Same {
		d := metric(s)(e[b.A[k]], e[b.B[k]])
		if same {
			sum[0], count[0] = sum[0]+d*d, count[0]+1
		} else {
			sum[1], count[1] = sum[1]+math.Pow(math.Max(s.Margin-d, 0), 2), count[1]+1
		}
	}
	var total float64
	for c := range 2 {
		if count[c] > 0 {
			total += sum[c] / count[c] / 2
		}
	}
	return total
}

// others lists the distances of a row to those of its person and to those of others; rows of its own photo are neither.
func others(s loss.Settings, e rows, b loss.Batch, i int) (positive, negative []float64) {
	for k := range e {
		switch d := metric(s)(e[i], e[k]); {
		case b.Photo[i] == b.Photo[k]:
		case b.Person[i] == b.Person[k]:
			positive = append(positive, d)
		default:
			negative = append(negative, d)
		}
	}
	return positive, negative
}

func greatest(values []float64) float64 {
	m := math.Inf(-1)
	for _, v := range values {
		m = math.Max(m, v)
	}
	return m
}

func least(values []float64) float64 {
	m := math.Inf(1)
	for _, v := range values {
		m = math.Min(m, v)
	}
	return m
}

func naiveHard(s loss.Settings, e rows, b loss.Batch) float64 {
	var sum, n float64
	for i := range e {
		positive, negative := others(s, e, b, i)
		if len(positive) == 0 || len(negative) == 0 {
			continue
		}
		x := greatest(positive) - least(negative)
		if n++; s.Name == loss.TripletSoft {
			sum += math.Log1p(math.Exp(x))
		} else {
			sum += math.Max(s.Margin+x, 0)
		}
	}
	if n == 0 {
		return 0
	}
	return sum / n
}

func naiveSemiHard(s loss.Settings, e rows, b loss.Batch) float64 {
	raise := func(d float64) float64 { return d * d }
	if s.Distance == loss.Cosine {
		raise = func(d float64) float64 { return d }
	}
	var sum, n float64
	for i := range e {
		positive, negative := others(s, e, b, i)
		for _, p := range positive {
			var beyond []float64
			for _, d := range negative {
				if d > p {
					beyond = append(beyond, d)
				}
			}
			chosen := least(beyond)
			if len(beyond) == 0 {
				chosen = greatest(negative)
			}
			if len(negative) > 0 {
				sum, n = sum+math.Max(s.Margin+raise(p)-raise(chosen), 0), n+1
			}
		}
	}
	if n == 0 {
		return 0
	}
	return sum / n
}

func naiveMultiSimilarity(s loss.Settings, e rows, b loss.Batch) float64 {
	var sum float64
	for i := range e {
		positive, negative := others(loss.Settings{Distance: loss.Cosine}, e, b, i)
		if len(positive) == 0 || len(negative) == 0 {
			continue
		}
		attract, repel := 1.0, 1.0
		for _, d := range positive {
			if 1-d < 1-least(negative)+0.1 {
				attract += math.Exp(-2 * (1 - d - s.Margin))
			}
		}
		for _, d := range negative {
			if 1-d > 1-greatest(positive)-0.1 {
				repel += math.Exp(50 * (1 - d - s.Margin))
			}
		}
		sum += math.Log(attract)/2 + math.Log(repel)/50
	}
	return sum / float64(len(e))
}

func naiveClassifier(s loss.Settings, e, vectors rows, b loss.Batch) float64 {
	var sum float64
	for i := range e {
		var all, own float64
		for person, v := range vectors {
			c := cosine(e[i], v)
			if person == b.Person[i] {
				switch theta := math.Acos(c); {
				case s.Name == loss.CosFace:
					c -= s.Margin
				case theta < math.Pi-s.Margin:
					c = math.Cos(theta + s.Margin)
				default:
					c -= s.Margin * math.Sin(s.Margin)
				}
				own = s.Scale * c
			}
			all += math.Exp(s.Scale * c)
		}
		sum += math.Log(all) - own
	}
	return sum / float64(len(e))
}
