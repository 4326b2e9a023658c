package figure_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/png"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/plot/plotter"

	"siamface/model/errorrate"
	"siamface/model/figure"
)

// Values of the standard normal distribution's table.
func TestProbit(t *testing.T) {
	table := map[float64]float64{
		0.5: 0, 0.8413447460685429: 1, 0.9772498680518208: 2, 0.975: 1.959963984540054, 0.05: -1.6448536269514722,
		0.01: -2.3263478740408408, 0.001: -3.090232306167813, 1e-6: -4.753424308822899,
	}
	for rate, want := range table {
		if got := figure.Probit(rate); math.Abs(got-want) > 1e-9 {
			t.Errorf("%g gives %.12f, want %.12f", rate, got, want)
		}
	}
}

// With equally spread normal distances the equal error rate is Φ(−d′/2), and the curve on normal deviates falls straight: the
// two rates' deviates add up to −d′.
func TestDETOfNormalDistancesIsStraight(t *testing.T) {
	const genuine, impostor, sigma = 0.7, 1.1, 0.16
	dPrime := (impostor - genuine) / sigma
	var points []errorrate.Point
	for i := range 201 {
		at := float64(i) / 100
		points = append(points, errorrate.Point{Threshold: at, FMR: below(at, impostor, sigma), FNMR: 1 - below(at, genuine, sigma)})
	}
	lines, marks := figure.Lines(figure.DET([]figure.Curve{{Curve: errorrate.Curve{Points: points, Genuine: 1e6, Impostor: 1e6}}}, figure.Style{}))
	inside := 0
	for _, p := range lines[0] {
		if math.Abs(p[0]) < 3.5 && math.Abs(p[1]) < 3.5 {
			inside++
			if math.Abs(p[0]+p[1]+dPrime) > 1e-6 {
				t.Errorf("the deviates %v add up to %.6f, want %.6f", p, p[0]+p[1], -dPrime)
			}
		}
	}
	if inside < 40 {
		t.Errorf("only %d points are inside", inside)
	}
	if len(marks[0]) != 1 || math.Abs(marks[0][0][0]+dPrime/2) > 1e-6 || math.Abs(marks[0][0][1]+dPrime/2) > 1e-6 {
		t.Errorf("the equal error rate is marked at %v, want %.6f twice", marks[0], -dPrime/2)
	}
}

func TestDETHoldsZeroErrorsAtHalfAPair(t *testing.T) {
	points := []errorrate.Point{{FMR: 0, FNMR: 1}, {FMR: 0, FNMR: 0}, {FMR: 1, FNMR: 0}}
	known := figure.Curve{Curve: errorrate.Curve{Points: points, Genuine: 50, Impostor: 200}}
	lines, _ := figure.Lines(figure.DET([]figure.Curve{known}, figure.Style{}))
	few, many := figure.Probit(1.0/400), figure.Probit(1.0/100)
	want := [][2]float64{{few, -many}, {few, many}, {-few, many}}
	for i, p := range lines[0] {
		if math.Abs(p[0]-want[i][0]) > 1e-9 || math.Abs(p[1]-want[i][1]) > 1e-9 {
			t.Errorf("point %d is %v, want %v", i, p, want[i])
		}
	}
}

func TestDETMarksTheCrossing(t *testing.T) {
	at := func(p errorrate.Point) [][2]float64 {
		_, marks := figure.Lines(figure.DET([]figure.Curve{{Curve: errorrate.Curve{Points: []errorrate.Point{{FMR: 0.01, FNMR: 0.5}, p}, Genuine: 100, Impostor: 100}}}, figure.Style{}))
		return marks[0]
	}
	if got := at(errorrate.Point{FMR: 0.2, FNMR: 0.2}); len(got) != 1 || got[0][0] != figure.Probit(0.2) {
		t.Errorf("a point on the diagonal: %v", got)
	}
	if got := at(errorrate.Point{FMR: 0.1, FNMR: 0.3}); got != nil {
		t.Errorf("a curve that ends before the diagonal: %v", got)
	}
	if _, marks := figure.Lines(figure.DET([]figure.Curve{{Curve: errorrate.Curve{Points: []errorrate.Point{{FMR: 0.3, FNMR: 0.1}}}}}, figure.Style{})); marks[0] != nil {
		t.Errorf("a curve that begins beyond the diagonal: %v", marks[0])
	}
}

// A naive loop over steps finds the best true accept rate at each false match rate that a ROC shows.
func TestROCAgreesWithANaiveLoop(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for range 50 {
		genuines, impostors := 1+rng.IntN(40), 1+rng.IntN(400)
		points := randomSteps(rng, genuines, impostors)
		curve := figure.Curve{Curve: errorrate.Curve{Points: points, Genuine: genuines, Impostor: impostors}}
		lines, marks := figure.Lines(figure.ROC([]figure.Curve{curve}, figure.Style{}))
		from := min(3/float64(impostors), 1)
		best := 0.0
		for _, p := range points {
			if p.FMR <= from {
				best = max(best, 1-p.FNMR)
			}
		}
		first, last := lines[0][0], lines[0][len(lines[0])-1]
		if math.Abs(first[0]-math.Log10(from)) > 1e-12 || math.Abs(first[1]-best) > 1e-12 {
			t.Errorf("%d impostors: begins at %v, want %v", impostors, first, []float64{math.Log10(from), best})
		}
		if last != [2]float64{0, 1} {
			t.Errorf("ends at %v", last)
		}
		if !slices.IsSortedFunc(lines[0], func(a, b [2]float64) int { return int(math.Copysign(1, a[0]-b[0]+a[1]-b[1])) }) {
			t.Errorf("doesn't rise: %v", lines[0])
		}
		want := 0
		for _, rate := range []float64{0.01, 0.001} {
			if from <= rate {
				want++
			}
		}
		if len(marks[0]) != want {
			t.Errorf("%d impostors give %d marks, want %d", impostors, len(marks[0]), want)
		}
	}
}

// randomSteps walks from no pair accepted to all of them.
func randomSteps(rng *rand.Rand, genuines, impostors int) []errorrate.Point {
	var points []errorrate.Point
	for g, i := 0, 0; ; {
		points = append(points, errorrate.Point{
			Threshold: float64(len(points)), FMR: float64(i) / float64(impostors), FNMR: 1 - float64(g)/float64(genuines),
		})
		switch {
		case g == genuines && i == impostors:
			return points
		case i == impostors || g < genuines && rng.IntN(2) == 0:
			g++
		default:
			i++
		}
	}
}

func TestHeightAt(t *testing.T) {
	line := plotter.XYs{{X: 0, Y: 1}, {X: 2, Y: 3}, {X: 2, Y: 5}, {X: 3, Y: 5}}
	for x, want := range map[float64]float64{0: 1, 0.5: 1.5, 2: 5, 2.5: 5, 3: 5} {
		if y, ok := figure.HeightAt(line, x); !ok || y != want {
			t.Errorf("at %g: %g, %v; want %g", x, y, ok, want)
		}
	}
	for _, x := range []float64{-0.1, 3.1, math.NaN()} {
		if y, ok := figure.HeightAt(line, x); ok {
			t.Errorf("at %g: %g", x, y)
		}
	}
}

func TestRatesMarkTheThreshold(t *testing.T) {
	_, marks := figure.Lines(figure.Rates(figure.Thresholds{
		Curve: errorrate.Curve{Points: []errorrate.Point{{Threshold: 1, FMR: 0.4, FNMR: 0.1}, {Threshold: 0, FMR: 0, FNMR: 0.5}}}, Threshold: 0.25,
	}, figure.Style{}))
	if fnmr, fmr := marks[0][0], marks[1][0]; fnmr != [2]float64{0.25, 0.4} || fmr != [2]float64{0.25, 0.1} {
		t.Errorf("FNMR is marked at %v, FMR at %v", fnmr, fmr)
	}
}

func TestTickLabelsHaveRoom(t *testing.T) {
	for name, f := range map[string]figure.Figure{
		"roc": figure.ROC(threeCurves(englishNames...), figure.Style{}), "det": figure.DET(threeCurves(englishNames...), figure.Style{}),
	} {
		for _, room := range []float64{60, 150, 400, 1500} {
			labels, at := figure.TickLabels(f, room, 40)
			if len(labels) == 0 {
				t.Errorf("%s: no label on %g points", name, room)
			}
			slices.Sort(at)
			for i := range at[1:] {
				if at[i+1]-at[i] < 40 {
					t.Errorf("%s: labels %g points apart", name, at[i+1]-at[i])
				}
			}
		}
	}
}

// The order of the points doesn't matter, and what a caller does with its slices afterwards neither.
func TestFiguresKeepTheirOwnPoints(t *testing.T) {
	for name, build := range map[string]func(c figure.Curve) figure.Figure{
		"roc": func(c figure.Curve) figure.Figure { return figure.ROC([]figure.Curve{c}, figure.Style{}) },
		"det": func(c figure.Curve) figure.Figure { return figure.DET([]figure.Curve{c}, figure.Style{}) },
		"rates": func(c figure.Curve) figure.Figure {
			return figure.Rates(figure.Thresholds{Curve: errorrate.Curve{Points: c.Points, Bands: errorrate.Bands{FNMR: c.FNMRAtFMR}}, Threshold: 0.7}, figure.Style{})
		},
	} {
		plain, shuffled := exampleCurve("model", 0.7), exampleCurve("model", 0.7)
		rng := rand.New(rand.NewPCG(1, 2))
		rng.Shuffle(len(shuffled.Points), func(i, j int) {
			shuffled.Points[i], shuffled.Points[j] = shuffled.Points[j], shuffled.Points[i]
		})
		rng.Shuffle(len(shuffled.FNMRAtFMR), func(i, j int) {
			shuffled.FNMRAtFMR[i], shuffled.FNMRAtFMR[j] = shuffled.FNMRAtFMR[j], shuffled.FNMRAtFMR[i]
		})
		want, other := build(plain), build(shuffled)
		before := encode(t, figure.Image(want, 300, 200))
		clear(plain.Points)
		clear(plain.FNMRAtFMR)
		if !bytes.Equal(before, encode(t, figure.Image(want, 300, 200))) {
			t.Errorf("%s changed with the caller's slices", name)
		}
		if name == "rates" { // equal thresholds keep their order; there are none
			continue
		}
		if !bytes.Equal(before, encode(t, figure.Image(other, 300, 200))) {
			t.Errorf("%s depends on the order", name)
		}
	}
}

func encode(t *testing.T, img image.Image) []byte {
	t.Helper()
	var data bytes.Buffer
	if err := png.Encode(&data, img); err != nil {
		t.Fatal(err)
	}
	return data.Bytes()
}

// numbers reads a fuzzer's bytes as numbers; those that are left over are dropped.
func numbers(data []byte) []float64 {
	var values []float64
	for ; len(data) >= 8 && len(values) < 200; data = data[8:] {
		values = append(values, math.Float64frombits(binary.LittleEndian.Uint64(data)))
	}
	return values
}

func bits(values ...float64) []byte {
	var data []byte
	for _, v := range values {
		data = binary.LittleEndian.AppendUint64(data, math.Float64bits(v))
	}
	return data
}

// No numbers stop a figure from being drawn, at any size.
func FuzzFigures(f *testing.F) {
	nan, inf := math.NaN(), math.Inf(1)
	f.Add(bits(0.5, 0, 1, 0.6, 0.1, 0.2, 1, 1, 0), 0.6, 0.7, 100, 1000, uint16(300), uint16(200))
	f.Add(bits(nan, inf, -inf, 0, nan, 1), nan, inf, -1, 0, uint16(1), uint16(1))
	f.Add(bits(1e308, 1, 1e-320, -1e308, 1e-320, 1, 5e-324, 0, 0), 1e-320, 1e99, 1, 1, uint16(40), uint16(900))
	f.Add(bits(1, 1, 1, 1, 1, 1), 1.0, 1.0, math.MaxInt, math.MaxInt, uint16(0), uint16(90))
	f.Fuzz(func(t *testing.T, data []byte, threshold, second float64, genuines, impostors int, width, height uint16) {
		v := numbers(data)
		var points []errorrate.Point
		var band []errorrate.Interval
		for ; len(v) >= 3; v = v[3:] {
			points = append(points, errorrate.Point{Threshold: v[0], FMR: v[1], FNMR: v[2]})
			band = append(band, errorrate.Interval{At: v[0], Low: v[1], High: v[2]})
		}
		curves := []figure.Curve{{Name: string(data), Curve: errorrate.Curve{Points: points, Bands: errorrate.Bands{FNMRAtFMR: band}, Genuine: genuines, Impostor: impostors}}, {Curve: errorrate.Curve{Points: points}}}
		rates := figure.Thresholds{Curve: errorrate.Curve{Points: points, Bands: errorrate.Bands{FMR: band, FNMR: band}, Genuine: genuines, Impostor: impostors}, Threshold: threshold, Second: second}
		logarithmic := rates
		logarithmic.Log = true
		all := numbers(data)
		series := figure.Series{Values: all, Low: all, High: slices.Concat(all, v)}
		for _, f := range []figure.Figure{
			figure.ROC(curves, figure.Style{}), figure.DET(curves, figure.Style{}),
			figure.Rates(rates, figure.Style{}), figure.Rates(logarithmic, figure.Style{Dark: true}),
			figure.Curves([]figure.Panel{{Series: []figure.Series{series}, Band: "folds"}}, figure.Style{}),
		} {
			w, h := int(width%500)+1, int(height%500)+1
			if got := figure.Image(f, w, h).Bounds().Size(); got != image.Pt(w, h) {
				t.Errorf("%v, want %d×%d", got, w, h)
			}
		}
	})
}
