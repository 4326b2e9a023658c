package train

import (
	"math"
	"math/rand/v2"
	"testing"

	"siamface/model/evaluate"
)

// pairsOf are random embeddings of some pairs, the last pair equal to itself, and which of them are genuine.
func pairsOf(n, dim int, seed uint64) (a, b []float32, same []bool) {
	rng := rand.New(rand.NewPCG(seed, 9))
	for range n * dim {
		a, b = append(a, float32(rng.NormFloat64())/4), append(b, float32(rng.NormFloat64())/4)
	}
	for k := range n {
		same = append(same, k%3 == 0)
	}
	copy(b[(n-1)*dim:], a[(n-1)*dim:])
	return a, b, same
}

// naiveLoss is the published formula with each class weighing half, pair by pair.
func naiveLoss(a, b []float32, same []bool, dim int) float64 {
	count := map[bool]float64{}
	for _, s := range same {
		count[s]++
	}
	var loss float64
	for k, s := range same {
		var squares float64
		for i := range dim {
			d := float64(a[k*dim+i]) - float64(b[k*dim+i])
			squares += d * d
		}
		d := math.Sqrt(max(squares, 1e-7))
		if s {
			loss += d * d / count[s] / 2
		} else {
			loss += math.Pow(max(1-d, 0), 2) / count[s] / 2
		}
	}
	return loss
}

func TestLossOfScoredPairsIsTheSame(t *testing.T) {
	a, b, same := pairsOf(30, 4, 5)
	var genuine, impostor []float64
	for k, s := range same {
		var squares float64
		for i := range 4 {
			squares += math.Pow(float64(a[4*k+i])-float64(b[4*k+i]), 2)
		}
		if d := math.Sqrt(max(squares, 1e-7)); s {
			genuine = append(genuine, d)
		} else {
			impostor = append(impostor, d)
		}
	}
	want := naiveLoss(a, b, same, 4)
	scores, err := evaluate.New(genuine, impostor)
	if err != nil {
		t.Fatal(err)
	}
	if got := lossOf(scores); math.Abs(got-want) > 1e-9 {
		t.Errorf("loss %v, want %v", got, want)
	}
	if least := scaledLoss(scores); least > want {
		t.Errorf("the loss at the best scale, %v, is above the one at scale 1, %v", least, want)
	}
}
