package torch_test

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"siamface/model/torch"
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
		x, err := torch.FromFloats(want, torch.CPU, 2, 3)
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
		if _, err := torch.FromFloats(want, torch.CPU, 2, 2); err == nil {
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
				a, err := torch.FromFloats(make([]float32, 2), torch.CPU, 2)
				if err != nil {
					return err
				}
				b, err := torch.FromFloats(make([]float32, 2+i%2), torch.CPU, int64(2+i%2))
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
		p, err := torch.Variable(p0, torch.CPU, n)
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
	centre, err := torch.FromFloats(c, torch.CPU, int64(len(c)))
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
