package torch_test

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"siamface/model/torch"
	"siamface/model/torch/torchtest"
)

// on runs fn on libtorch's thread.
func on(t *testing.T, fn func() error) {
	t.Helper()
	if err := torch.Do(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

func TestFloatsComeBack(t *testing.T) {
	want := []float32{1, -2, 3.5, 0, 1e-30, float32(math.Inf(1))}
	on(t, func() error {
		x, err := torch.FromFloats(want, torchtest.Device, 2, 3)
		if err != nil {
			return err
		}
		defer torch.Drop(x)
		got, err := torch.Floats(x)
		if err != nil {
			return err
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("number %d: %v, want %v", i, got[i], want[i])
			}
		}
		if _, err := torch.FromFloats(want, torchtest.Device, 2, 2); err == nil {
			t.Error("six numbers filled a tensor of four")
		}
		return nil
	})
}

func TestErrorsStayWithTheirCall(t *testing.T) {
	var wg sync.WaitGroup
	for i := range 200 {
		wg.Go(func() {
			err := torch.Do(t.Context(), func() error {
				a, err := torch.FromFloats(make([]float32, 2), torchtest.Device, 2)
				if err != nil {
					return err
				}
				b, err := torch.FromFloats(make([]float32, 2+i%2), torchtest.Device, int64(2+i%2))
				if err != nil {
					return err
				}
				f := new(torch.Flow)
				torch.Drop(f.Add(a, b))
				return f.Err()
			})
			if failed := err != nil; failed != (i%2 == 1) {
				t.Errorf("call %d: error %v", i, err)
			}
		})
	}
	wg.Wait()
}

func TestPanicAndCancelledContext(t *testing.T) {
	if err := torch.Do(t.Context(), func() error { panic("boom") }); err == nil {
		t.Error("a panic passed as success")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	ran := false
	err := torch.Do(ctx, func() error { ran = true; return nil })
	if !errors.Is(err, context.Canceled) || ran {
		t.Errorf("after cancelling: error %v, ran %v", err, ran)
	}
}

func TestDoFirstJumpsTheQueue(t *testing.T) {
	var order []string
	var mu sync.Mutex
	add := func(s string) { mu.Lock(); order = append(order, s); mu.Unlock() }
	begun, release := make(chan bool), make(chan bool)
	var wg sync.WaitGroup
	run := func(do func(context.Context, func() error) error, name string) {
		wg.Go(func() { _ = do(context.Background(), func() error { add(name); return nil }) })
	}
	wg.Go(func() {
		_ = torch.Do(context.Background(), func() error { close(begun); <-release; return nil })
	})
	<-begun
	for range 20 {
		run(torch.Do, "normal")
	}
	run(torch.DoFirst, "first")
	time.Sleep(50 * time.Millisecond) // let all of them come to the queue
	close(release)
	wg.Wait()
	if order[0] != "first" {
		t.Errorf("order %v: the urgent call waited", order)
	}
}

func TestPickDevice(t *testing.T) {
	for _, name := range []string{"auto", "", "cpu"} {
		if _, err := torch.Pick(name); err != nil {
			t.Errorf("device %q: %v", name, err)
		}
	}
	if _, err := torch.Pick("toaster"); err == nil {
		t.Error("a device of an unknown name was found")
	}
	if torch.Version() != "2.1.0" {
		t.Logf("libtorch %s in place of the pinned 2.1.0", torch.Version())
	}
}

// TestAdamAgainstThePaper runs a few steps on f(p) = mean((p−c)²), whose gradient is 2(p−c)/n, against the formulas of the
// paper written out naively in float64.
func TestAdamAgainstThePaper(t *testing.T) {
	const n, rate, steps = 1000, 0.01, 25
	rng := rand.New(rand.NewPCG(1, 2))
	p0, c := make([]float32, n), make([]float32, n)
	for i := range n {
		p0[i], c[i] = float32(rng.NormFloat64()), float32(rng.NormFloat64())
	}
	var got []float32
	on(t, func() error {
		p, err := torch.Variable(p0, torchtest.Device, n)
		if err != nil {
			return err
		}
		defer torch.Drop(p)
		adam, err := torch.NewAdam([]*torch.Tensor{p})
		if err != nil {
			return err
		}
		defer adam.Close()
		for range steps {
			if err := torch.WithGrad(func() error { return descend(p, c, adam, rate) }); err != nil {
				return err
			}
		}
		got, err = torch.Floats(p)
		return err
	})
	for i := range n {
		want := naiveAdam(float64(p0[i]), float64(c[i]), n, rate, steps)
		if math.Abs(float64(got[i])-want) > 1e-5 {
			t.Fatalf("parameter %d after %d steps: %v, want %v", i, steps, got[i], want)
		}
	}
}

func descend(p *torch.Tensor, c []float32, adam *torch.Adam, rate float64) error {
	centre, err := torch.FromFloats(c, torchtest.Device, int64(len(c)))
	if err != nil {
		return err
	}
	f := new(torch.Flow)
	loss := f.Mean(f.Square(f.Sub(f.Share(p), centre)))
	if f.Err() != nil {
		return f.Err()
	}
	defer torch.Drop(loss)
	if err := loss.Backward(); err != nil {
		return err
	}
	return adam.Step(rate)
}

func naiveAdam(p, c, n, rate float64, steps int) float64 {
	const b1, b2, eps = 0.9, 0.999, 1e-7
	var m, v float64
	for k := 1; k <= steps; k++ {
		g := 2 * (p - c) / n
		m, v = b1*m+(1-b1)*g, b2*v+(1-b2)*g*g
		p -= rate * (m / (1 - math.Pow(b1, float64(k)))) / (math.Sqrt(v/(1-math.Pow(b2, float64(k)))) + eps)
	}
	return p
}

// TestDecayAndClipping runs AdamW with clipped gradients on a matrix and a vector, against the formulas in float64: the matrix decays,
// the vector doesn't, and both gradients are scaled by their common norm.
func TestDecayAndClipping(t *testing.T) {
	const rate, decay, clip, steps = 0.01, 0.1, 0.02, 20
	rng := rand.New(rand.NewPCG(3, 4))
	start := make([]float32, 12) // 8 of the matrix, 4 of the vector
	for i := range start {
		start[i] = float32(rng.NormFloat64())
	}
	var got []float32
	var norm float64
	on(t, func() error {
		matrix, err := torch.Variable(start[:8], torchtest.Device, 2, 4)
		if err != nil {
			return err
		}
		vector, err := torch.Variable(start[8:], torchtest.Device, 4)
		if err != nil {
			return err
		}
		defer torch.Drop(matrix, vector)
		adam, err := torch.NewAdam([]*torch.Tensor{matrix, vector})
		if err != nil {
			return err
		}
		defer adam.Close()
		adam.Decay, adam.Clip = decay, clip
		for range steps {
			if norm, err = descendBoth(matrix, vector, adam, rate); err != nil {
				return err
			}
		}
		a, err := torch.Floats(matrix)
		if err != nil {
			return err
		}
		b, err := torch.Floats(vector)
		got = append(a, b...)
		return err
	})
	want, wantNorm := naiveDecay(start, rate, decay, clip, steps)
	for i := range want {
		if math.Abs(float64(got[i])-want[i]) > 1e-5 {
			t.Errorf("parameter %d: %v, want %v", i, got[i], want[i])
		}
	}
	if math.Abs(norm-wantNorm) > 1e-5 {
		t.Errorf("the norm of the last gradients is %v, want %v", norm, wantNorm)
	}
}

// TestJoin puts channels behind channels, photo by photo.
func TestJoin(t *testing.T) {
	on(t, func() error {
		a, err := torch.FromFloats([]float32{1, 2, 3, 4}, torchtest.Device, 2, 1, 2)
		if err != nil {
			return err
		}
		b, err := torch.FromFloats([]float32{5, 6, 7, 8, 9, 10, 11, 12}, torchtest.Device, 2, 2, 2)
		if err != nil {
			return err
		}
		f := new(torch.Flow)
		y := f.Join(a, b)
		if f.Err() != nil {
			return f.Err()
		}
		defer torch.Drop(y)
		got, err := torch.Floats(y)
		if want := []float32{1, 2, 5, 6, 7, 8, 3, 4, 9, 10, 11, 12}; !slices.Equal(got, want) {
			t.Errorf("%v, want %v", got, want)
		}
		return err
	})
}

// descendBoth takes a step down mean(matrix²) + mean(vector²) and returns the gradients' norm before it.
func descendBoth(matrix, vector *torch.Tensor, adam *torch.Adam, rate float64) (norm float64, err error) {
	err = torch.WithGrad(func() error {
		f := new(torch.Flow)
		loss := f.Add(f.Mean(f.Square(f.Share(matrix))), f.Mean(f.Square(f.Share(vector))))
		if f.Err() != nil {
			return f.Err()
		}
		defer torch.Drop(loss)
		if err := loss.Backward(); err != nil {
			return err
		}
		if norm, err = adam.GradientNorm(); err != nil {
			return err
		}
		return adam.Step(rate)
	})
	return norm, err
}

func naiveDecay(start []float32, rate, decay, clip float64, steps int) (p []float64, norm float64) {
	p = make([]float64, len(start))
	m, v, g := make([]float64, len(p)), make([]float64, len(p)), make([]float64, len(p))
	for i := range p {
		p[i] = float64(start[i])
	}
	for k := 1; k <= steps; k++ {
		norm = 0
		for i := range p {
			g[i] = 2 * p[i] / 8
			if i >= 8 {
				g[i] = 2 * p[i] / 4
			}
			norm += g[i] * g[i]
		}
		norm = math.Sqrt(norm)
		for i := range p {
			clipped := g[i] * math.Min(1, clip/norm)
			m[i], v[i] = 0.9*m[i]+0.1*clipped, 0.999*v[i]+0.001*clipped*clipped
			if i < 8 {
				p[i] -= rate * decay * p[i]
			}
			p[i] -= rate * m[i] / (1 - math.Pow(0.9, float64(k))) / (math.Sqrt(v[i]/(1-math.Pow(0.999, float64(k)))) + 1e-7)
		}
	}
	return p, norm
}

func TestRowOperations(t *testing.T) {
	on(t, func() error {
		x, err := torch.FromFloats([]float32{3, 4, 0, 0, 1000, 1000}, torchtest.Device, 3, 2)
		if err != nil {
			return err
		}
		f := new(torch.Flow)
		for name, c := range map[string]struct {
			y    *torch.Tensor
			want []float64
		}{
			"UnitRows":      {f.UnitRows(f.Share(x)), []float64{0.6, 0.8, 0, 0, math.Sqrt(0.5), math.Sqrt(0.5)}},
			"ZeroColumn":    {f.ZeroColumn(f.Share(x)), []float64{3, 4, 0, 0, 0, 0, 1000, 1000, 0}},
			"LogSumExpRows": {f.LogSumExpRows(x), []float64{4 + math.Log1p(math.Exp(-1)), math.Ln2, 1000 + math.Ln2}},
		} {
			if f.Err() != nil {
				return f.Err()
			}
			got, err := torch.Floats(c.y)
			if err != nil {
				return err
			}
			torch.Drop(c.y)
			if len(got) != len(c.want) {
				t.Fatalf("%s: %v, want %v", name, got, c.want)
			}
			for i := range got {
				if math.Abs(float64(got[i])-c.want[i]) > 1e-5*(1+c.want[i]) {
					t.Errorf("%s: %v, want %v", name, got, c.want)
				}
			}
		}
		return nil
	})
}
