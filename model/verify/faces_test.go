package verify

import (
	"math"
	"testing"

	"siamface/model/face"
)

func TestFalseMatchRate(t *testing.T) {
	for _, row := range rarity {
		if row.distance < finestBelow {
			continue
		}
		if got := falseMatchRate(row.distance); got == nil || math.Abs(*got*1e5/row.per100000-1) > 1e-9 {
			t.Errorf("at %v: %v, the table has %v in 100,000", row.distance, got, row.per100000)
		}
	}
	for _, d := range []float64{0, 0.2, 0.40, 0.4099} {
		if got := falseMatchRate(d); got == nil || *got != 1e-5 {
			t.Errorf("at %v: %v, nothing finer than 1 in 100,000 is known", d, got)
		}
	}
	if got := falseMatchRate(0.8001); got != nil {
		t.Errorf("beyond the table: %v", *got)
	}
	// Between rows the logarithm is linear: halfway the geometric mean.
	if got, want := *falseMatchRate(0.51), math.Sqrt(40*78)/1e5; math.Abs(got/want-1) > 1e-9 {
		t.Errorf("at 0.51: %v, want %v", got, want)
	}
	last := 0.0
	for d := 0.3; d <= 0.8; d += 0.001 {
		rate := *falseMatchRate(d)
		if rate < last {
			t.Errorf("at %v the rate falls from %v to %v", d, last, rate)
		}
		last = rate
	}
}

func TestWhatVoidsAVerdict(t *testing.T) {
	type flags = []face.Flag
	for _, c := range []struct {
		a, b flags
		want bool
	}{
		{nil, nil, false},
		{flags{face.Blur, face.Small}, flags{face.Small}, false},
		{flags{face.Pose}, nil, false},
		{flags{face.Pose}, flags{face.Pose}, true},
		{flags{face.Uncertain}, nil, true},
		{nil, flags{face.NoFace}, true},
		{flags{face.TooSmall}, nil, true},
	} {
		if got := void(c.a, c.b); got != c.want {
			t.Errorf("%v and %v: void %v, want %v", c.a, c.b, got, c.want)
		}
		if got := void(c.b, c.a); got != c.want {
			t.Errorf("%v and %v the other way round: void %v", c.a, c.b, got)
		}
	}
}
