package face

import (
	"math"
	"testing"
)

func TestFMRAtRows(t *testing.T) {
	r := BuiltIn()
	finest, known := r.FMRAt(r.Finest)
	if !known {
		t.Fatal("nothing is known at the finest row")
	}
	for i, row := range r.Rarity {
		rate, known := r.FMRAt(row.Distance)
		want := max(row.Per100000/1e5, finest)
		if !known || math.Abs(rate/want-1) > 1e-9 {
			t.Errorf("at %v: %v, known %v, want %v", row.Distance, rate, known, want)
		}
		if i == 0 || row.Distance <= r.Finest {
			continue
		}
		before := r.Rarity[i-1]
		rate, _ = r.FMRAt((before.Distance + row.Distance) / 2)
		if want := math.Sqrt(before.Per100000*row.Per100000) / 1e5; math.Abs(rate/want-1) > 1e-9 {
			t.Errorf("between %v and %v: %v, want the geometric mean %v", before.Distance, row.Distance, rate, want)
		}
	}
	for _, d := range []float64{math.Inf(-1), -1, 0, 0.5, 0.99, 1.01, r.Finest} {
		if rate, known := r.FMRAt(d); rate != finest || !known {
			t.Errorf("at %v: %v, known %v, want the finest, %v", d, rate, known, finest)
		}
	}
	last := r.Rarity[len(r.Rarity)-1].Distance
	for _, d := range []float64{last + 1e-9, 2, math.Inf(1), math.NaN()} {
		if rate, known := r.FMRAt(d); known || rate != 0 {
			t.Errorf("at %v: %v, known %v", d, rate, known)
		}
	}
}

func TestRatesAndDistances(t *testing.T) {
	r := BuiltIn()
	last := r.Rarity[len(r.Rarity)-1]
	before, lastRate := 0.0, 0.0
	for d := r.Finest; d < last.Distance; d += 0.003 {
		rate, _ := r.FMRAt(d)
		if rate <= lastRate {
			t.Fatalf("at %v the rate is %v, before %v", d, rate, lastRate)
		}
		if back := r.DistanceAt(rate); math.Abs(back-d) > 1e-9 || back <= before {
			t.Fatalf("%v has a rate of %v, which lies at %v", d, rate, back)
		}
		before, lastRate = d, rate
	}
	for fmr, want := range map[float64]float64{0: r.Rarity[0].Distance, 1e-9: r.Rarity[0].Distance, 1: last.Distance, math.Inf(1): last.Distance} {
		if got := r.DistanceAt(fmr); got != want {
			t.Errorf("a rate of %v lies at %v, want %v", fmr, got, want)
		}
	}
}

func TestThresholds(t *testing.T) {
	r := BuiltIn()
	for _, p := range r.Operating {
		if got := r.Threshold(p.FMR); got != p.Distance {
			t.Errorf("the threshold of %v is %v, want %v", p.FMR, got, p.Distance)
		}
	}
	for _, fmr := range []float64{0.02, 0.005, 0.00005} {
		if got := r.Threshold(fmr); got != r.DistanceAt(fmr) {
			t.Errorf("the threshold of %v is %v, want %v", fmr, got, r.DistanceAt(fmr))
		}
	}
	before := math.Inf(1)
	for fmr := 0.2; fmr > 1e-5; fmr *= 0.9 {
		if got := r.Threshold(fmr); got > before {
			t.Errorf("the threshold of %v is %v, that of a higher rate %v", fmr, got, before)
		} else {
			before = got
		}
	}
}

// TestTablesAgree: both tables were measured on the same pairs, and rounded. The finest row stands on 80 pairs.
func TestTablesAgree(t *testing.T) {
	r := BuiltIn()
	for i, p := range r.Operating {
		most := 0.05
		if p.FMR < 5e-5 {
			most = 0.08
		}
		rate, known := r.FMRAt(p.Distance)
		if off := math.Abs(rate/p.FMR - 1); !known || off > most {
			t.Errorf("at %v: %v by one table, %v by the other", p.Distance, p.FMR, rate)
		} else {
			t.Logf("at %v: %v, off by %.1f %%", p.Distance, p.FMR, 100*off)
		}
		if i > 0 && (p.FMR >= r.Operating[i-1].FMR || p.Distance >= r.Operating[i-1].Distance || p.FNMR <= r.Operating[i-1].FNMR) {
			t.Errorf("row %d of Operating is out of order", i)
		}
	}
	for i, row := range r.Rarity[1:] {
		if row.Distance <= r.Rarity[i].Distance || row.Per100000 <= r.Rarity[i].Per100000 {
			t.Errorf("row %d of Rarity is out of order", i+1)
		}
	}
	if !(r.VoidBelow < r.WeakBelow) {
		t.Errorf("void below %v, weak below %v", r.VoidBelow, r.WeakBelow)
	}
}

// TestFNMRAt goes through the rows of Operating, between them, and beyond both ends.
func TestFNMRAt(t *testing.T) {
	r := BuiltIn()
	for i, row := range r.Operating {
		if rate, known := r.FNMRAt(row.Distance); !known || math.Abs(rate-row.FNMR) > 1e-12 {
			t.Errorf("at %v: %v, want %v", row.Distance, rate, row.FNMR)
		}
		if i > 0 { // halfway, the geometric mean
			far := r.Operating[i-1]
			want := math.Sqrt(row.FNMR * far.FNMR)
			if rate, _ := r.FNMRAt((row.Distance + far.Distance) / 2); math.Abs(rate-want) > 1e-9 {
				t.Errorf("between %v and %v: %v, want %v", row.Distance, far.Distance, rate, want)
			}
		}
	}
	if rate, known := r.FNMRAt(2); !known || rate != r.RarestFNMR() {
		t.Errorf("beyond all rows: %v", rate)
	}
	for _, d := range []float64{0, 1, math.NaN()} {
		if rate, known := r.FNMRAt(d); known || rate != 0 {
			t.Errorf("at %v: %v", d, rate)
		}
	}
}
