package train

import (
	"math"
	"math/rand/v2"
	"testing"

	"siamface/model/evaluate"
	"siamface/model/torch"
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

// lossAndGradient runs contrastive, and its gradient for a.
func lossAndGradient(t *testing.T, a, b []float32, same []bool, dim int) (loss float64, gradient []float32) {
	t.Helper()
	n := int64(len(same))
	err := torch.Do(t.Context(), func() error {
		return torch.WithGrad(func() error {
			x, err := torch.Variable(a, torch.CPU, n, int64(dim))
			if err != nil {
				return err
			}
			defer torch.Drop(x)
			y, err := torch.FromFloats(b, torch.CPU, n, int64(dim))
			if err != nil {
				return err
			}
			f := new(torch.Flow)
			l, d := contrastive(f, f.Share(x), y, same, torch.CPU)
			defer torch.Drop(l, d)
			if f.Err() != nil {
				return f.Err()
			}
			if err := l.Backward(); err != nil {
				return err
			}
			g, err := x.Grad(false)
			if err != nil {
				return err
			}
			defer torch.Drop(g)
			if gradient, err = torch.Floats(g); err != nil {
				return err
			}
			loss, err = torch.Scalar(l)
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return loss, gradient
}

func TestContrastiveAgainstTheFormula(t *testing.T) {
	for seed := range uint64(20) {
		dim := 1 + int(seed)
		a, b, same := pairsOf(5+int(seed), dim, seed)
		got, _ := lossAndGradient(t, a, b, same, dim)
		if want := naiveLoss(a, b, same, dim); math.Abs(got-want) > 1e-6*(1+want) {
			t.Errorf("seed %d: loss %v, want %v", seed, got, want)
		}
	}
}

func TestContrastiveOfEqualClassesIsTheMean(t *testing.T) {
	a, b, same := pairsOf(16, 8, 3)
	var sum float64
	for k := range same {
		same[k] = k < 8
		sum += naiveLoss(a[8*k:8*k+8], b[8*k:8*k+8], same[k:k+1], 8) * 2
	}
	if got, _ := lossAndGradient(t, a, b, same, 8); math.Abs(got-sum/16) > 1e-6 {
		t.Errorf("loss %v, the published mean is %v", got, sum/16)
	}
}

func TestGradientAgainstDifferences(t *testing.T) {
	const dim, step = 6, 1e-3
	a, b, same := pairsOf(9, dim, 1)
	_, gradient := lossAndGradient(t, a, b, same, dim)
	for i := range a[:len(a)-dim] { // the last pair lies on the corner of the formula
		moved := append([]float32{}, a...)
		moved[i] = a[i] + step
		up := naiveLoss(moved, b, same, dim)
		moved[i] = a[i] - step
		down := naiveLoss(moved, b, same, dim)
		if want := (up - down) / (2 * step); math.Abs(float64(gradient[i])-want) > 2e-4 {
			t.Errorf("gradient %d: %v, differences give %v", i, gradient[i], want)
		}
	}
	for i, g := range gradient[len(a)-dim:] {
		if math.IsNaN(float64(g)) || math.IsInf(float64(g), 0) {
			t.Errorf("the gradient of two equal embeddings is %v at %d", g, i)
		}
	}
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
