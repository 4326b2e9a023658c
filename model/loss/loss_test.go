package loss_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"siamface/model/loss"
	"siamface/model/torch"
	"siamface/model/torch/torchtest"
)

// every lists each loss with each distance that it can be had with, and some with other constants.
func every() map[string]loss.Settings {
	all := map[string]loss.Settings{
		"contrastive, wide": {Name: loss.Contrastive, Margin: 2}, "batch hard, narrow": {Name: loss.TripletHard, Margin: 0.01},
		"arcface, wide": {Name: loss.ArcFace, Margin: 1.2, Scale: 4}, "multi-similarity at 1": {Name: loss.MultiSimilarity, Margin: 1},
	}
	for _, name := range loss.Names() {
		for _, distance := range []string{loss.Euclidean, loss.Cosine} {
			all[name+", "+distance] = loss.Settings{Name: name, Distance: distance}
		}
	}
	return all
}

// scattered are embeddings of people in a batch, some of whom have one photo only, and one photo twice.
func scattered(seed uint64, dim int) (values []float32, b loss.Batch) {
	rng := rand.New(rand.NewPCG(seed, 1))
	for p, photos := range []int{4, 3, 1, 2, 5} {
		centre := make([]float64, dim)
		for c := range centre {
			centre[c] = rng.NormFloat64() / 2
		}
		for range photos {
			for c := range centre {
				values = append(values, float32(centre[c]+rng.NormFloat64()/2))
			}
			b.Person, b.Photo = append(b.Person, p), append(b.Photo, len(b.Photo))
		}
	}
	for _, v := range values[:dim] {
		values = append(values, v+float32(rng.NormFloat64()/8)) // the first photo again, augmented
	}
	b.Person, b.Photo = append(b.Person, 0), append(b.Photo, 0)
	return values, paired(b)
}

// paired draws all pairs of different photos.
func paired(b loss.Batch) loss.Batch {
	for i := range b.Photo {
		for k := i + 1; k < len(b.Photo); k++ {
			if b.Photo[i] != b.Photo[k] {
				b.A, b.B, b.Same = append(b.A, i), append(b.B, k), append(b.Same, b.Person[i] == b.Person[k])
			}
		}
	}
	return b
}

func cut(values []float32, dim int) rows {
	r := make(rows, len(values)/dim)
	for i := range r {
		for _, v := range values[i*dim : (i+1)*dim] {
			r[i] = append(r[i], float64(v))
		}
	}
	return r
}

// measured is what a loss gives for a batch: its value, the gradients for the embeddings and for its own vectors, and those.
type measured struct {
	loss                       float64
	gradient, own, ownGradient []float32
}

func measure(t *testing.T, s loss.Settings, values []float32, dim int, b loss.Batch) (m measured) {
	t.Helper()
	err := torch.Do(t.Context(), func() error {
		return torch.WithGrad(func() error {
			l, err := loss.New(s, loss.People{Person: b.Person, Embedding: dim, Seed: 1}, torchtest.Device)
			if err != nil {
				return err
			}
			defer l.Close()
			x, err := torch.Variable(values, torchtest.Device, int64(len(b.Person)), int64(dim))
			if err != nil {
				return err
			}
			defer torch.Drop(x)
			f := new(torch.Flow)
			scalar := l.Of(f, f.Share(x), b)
			if f.Err() != nil {
				return f.Err()
			}
			defer torch.Drop(scalar)
			if m.loss, err = torch.Scalar(scalar); err != nil {
				return err
			}
			if err := scalar.Backward(); err != nil {
				return err
			}
			if m.gradient, err = gradientOf(x); err != nil {
				return err
			}
			for _, v := range l.Trainable() {
				if m.own, err = torch.Floats(v); err != nil {
					return err
				}
				if m.ownGradient, err = gradientOf(v); err != nil {
					return err
				}
			}
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func gradientOf(x *torch.Tensor) ([]float32, error) {
	g, err := x.Grad(false)
	if err != nil {
		return nil, err
	}
	defer torch.Drop(g)
	return torch.Floats(g)
}

func TestAgainstNaiveLoops(t *testing.T) {
	for name, s := range every() {
		for seed := range uint64(6) {
			dim := 2 + 3*int(seed)
			values, b := scattered(seed, dim)
			m := measure(t, s, values, dim, b)
			want := naive(s.Filled(), cut(values, dim), cut(m.own, dim), b)
			if math.Abs(m.loss-want) > 1e-5*(1+want) {
				t.Errorf("%s, seed %d: %v, the loops give %v", name, seed, m.loss, want)
			}
		}
	}
}

// TestGradients compares with differences of the naive loss, for the embeddings and for the loss's own vectors.
func TestGradients(t *testing.T) {
	const dim = 5
	for name, s := range every() {
		values, b := scattered(3, dim)
		m := measure(t, s, values, dim, b)
		e, own := cut(values, dim), cut(m.own, dim)
		compare(t, name, e, m.gradient, func() float64 { return naive(s.Filled(), e, own, b) })
		compare(t, name+", vectors", own, m.ownGradient, func() float64 { return naive(s.Filled(), e, own, b) })
	}
}

func compare(t *testing.T, name string, x rows, gradient []float32, value func() float64) {
	t.Helper()
	const step = 1e-6
	scale := 1e-3
	for _, g := range gradient {
		scale = max(scale, math.Abs(float64(g)))
	}
	for i, row := range x {
		for c, old := range row {
			row[c] = old + step
			up := value()
			row[c] = old - step
			down := value()
			row[c] = old
			want, got := (up-down)/(2*step), float64(gradient[i*len(row)+c])
			if math.Abs(got-want) > 1e-3*scale {
				t.Errorf("%s: gradient %v at row %d, column %d; differences give %v", name, got, i, c, want)
			}
		}
	}
}

// TestEdges runs every loss on batches in which little or nothing can be compared: all must stay finite.
func TestEdges(t *testing.T) {
	const dim = 4
	random := func(n int) []float32 {
		values, _ := scattered(1, dim)
		return values[:n*dim]
	}
	for name, c := range map[string]struct {
		values []float32
		batch  loss.Batch
		costs  bool // whether the losses that look at the whole batch find something there
	}{
		"one person":       {random(4), loss.Batch{Person: []int{7, 7, 7, 7}, Photo: []int{0, 1, 2, 3}}, false},
		"no positive":      {random(3), loss.Batch{Person: []int{1, 2, 3}, Photo: []int{0, 1, 2}}, false},
		"one photo":        {random(1), loss.Batch{Person: []int{1}, Photo: []int{5}}, false},
		"a photo repeated": {random(2), loss.Batch{Person: []int{1, 1}, Photo: []int{5, 5}}, false},
		"all equal":        {[]float32{1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4}, loss.Batch{Person: []int{1, 1, 2}, Photo: []int{0, 1, 2}}, true},
		"all zero":         {make([]float32, 3*dim), loss.Batch{Person: []int{1, 1, 2}, Photo: []int{0, 1, 2}}, true},
		"opposite":         {[]float32{1, 0, 0, 0, -1, 0, 0, 0, 1, 0, 0, 0}, loss.Batch{Person: []int{1, 1, 2}, Photo: []int{0, 1, 2}}, true},
	} {
		for which, s := range every() {
			m := measure(t, s, c.values, dim, paired(c.batch))
			for _, v := range append(append([]float32{float32(m.loss)}, m.gradient...), m.ownGradient...) {
				if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
					t.Errorf("%s, %s: %v among loss and gradients", name, which, v)
					break
				}
			}
			if !drawn[s.Name] && m.own == nil && m.loss > 0 != c.costs {
				t.Errorf("%s, %s: loss %v, want above zero: %v", name, which, m.loss, c.costs)
			}
		}
	}
}

// TestGoodEmbeddingsCostLess pulls each person's photos together: every loss must fall.
func TestGoodEmbeddingsCostLess(t *testing.T) {
	const dim = 6
	values, b := scattered(2, dim)
	good := make([]float32, len(values))
	for i, p := range b.Person {
		good[i*dim+p] = 2
	}
	for name, s := range every() {
		bad := measure(t, s, values, dim, b)
		if bad.own != nil {
			continue // its vectors aren't where the photos are
		}
		if best := measure(t, s, good, dim, b).loss; !(best < bad.loss) {
			t.Errorf("%s: %v for people far apart, %v at random", name, best, bad.loss)
		}
	}
}

func TestBadSettingsAreRefused(t *testing.T) {
	for _, s := range []loss.Settings{
		{Name: "cross-entropy"}, {Distance: "taxi"}, {Margin: -1}, {Margin: math.NaN()}, {Scale: math.Inf(1)},
	} {
		if err := s.Check(); err == nil {
			t.Errorf("%+v was taken", s)
		}
		if _, err := loss.New(s, loss.People{}, torchtest.Device); err == nil {
			t.Errorf("a loss was made of %+v", s)
		}
	}
}

func TestFilledNamesWhatEmptySettingsMean(t *testing.T) {
	for given, want := range map[loss.Settings]loss.Settings{
		{}:                       {Name: "contrastive", Distance: "euclidean", Margin: 1},
		{Distance: loss.Cosine}:  {Name: "contrastive", Distance: "cosine", Margin: 0.5},
		{Name: loss.ArcFace}:     {Name: "arcface", Distance: "cosine", Margin: 0.5, Scale: 30},
		{Name: loss.TripletHard}: {Name: "triplet-batch-hard", Distance: "euclidean", Margin: 0.2},
	} {
		if got := given.Filled(); got != want || got.Filled() != want {
			t.Errorf("%+v means %+v, want %+v", given, got, want)
		}
	}
	if (loss.Settings{}).Angular() || !(loss.Settings{Name: loss.CosFace}).Angular() {
		t.Error("the losses of directions aren't told from those of distances")
	}
}
