package figure_test

import (
	"image"
	"image/draw"
	"math"
	"testing"

	"siamface/model/errorrate"
	"siamface/model/figure"
)

// below is the share of a normal distribution that lies under x.
func below(x, mean, sigma float64) float64 { return math.Erfc((mean-x)/(sigma*math.Sqrt2)) / 2 }

// normals are the rates of normally spread distances, as counts of pairs show them: rounded down to whole pairs.
func normals(genuine, impostor, sigma float64, genuines, impostors int) []errorrate.Point {
	counted := func(rate float64, n int) float64 { return math.Floor(rate*float64(n)) / float64(n) }
	var points []errorrate.Point
	for i := range 201 {
		t := float64(i) / 100
		points = append(points, errorrate.Point{
			Threshold: t,
			FMR:       counted(below(t, impostor, sigma), impostors),
			FNMR:      counted(1-below(t, genuine, sigma), genuines),
		})
	}
	return points
}

// around makes a band as wide as a bootstrap's might be.
func around(points []errorrate.Point, at, rate func(errorrate.Point) float64) []errorrate.Interval {
	var band []errorrate.Interval
	for _, p := range points {
		wide := 0.35 * rate(p) * (1 - rate(p))
		band = append(band, errorrate.Interval{At: at(p), Low: rate(p) - wide, High: rate(p) + 2*wide})
	}
	return band
}

func threshold(p errorrate.Point) float64 { return p.Threshold }
func fmr(p errorrate.Point) float64       { return p.FMR }
func fnmr(p errorrate.Point) float64      { return p.FNMR }

const genuines, impostors = 1800, 78000 // those of the ORL faces

func exampleCurve(name string, genuine float64) figure.Curve {
	points := normals(genuine, 1.1, 0.16, genuines, impostors)
	return figure.Curve{Name: name, Curve: errorrate.Curve{Points: points, Bands: errorrate.Bands{FNMRAtFMR: around(points, fmr, fnmr)}, Genuine: genuines, Impostor: impostors}}
}

func threeCurves(names ...string) []figure.Curve {
	return []figure.Curve{exampleCurve(names[0], 0.4), exampleCurve(names[1], 0.7), exampleCurve(names[2], 0.85)}
}

var (
	englishNames = []string{"this model", "untrained tower", "raw pixels"}
	chineseNames = []string{"本模型", "未训练网络", "原始像素"}
)

func exampleThresholds() figure.Thresholds {
	points := normals(0.5, 1.1, 0.16, genuines, impostors)
	return figure.Thresholds{
		Curve: errorrate.Curve{Points: points, Bands: errorrate.Bands{FMR: around(points, threshold, fmr), FNMR: around(points, threshold, fnmr)}, Genuine: genuines, Impostor: impostors}, Threshold: 0.728,
	}
}

// unsure has a second threshold and a logarithmic axis.
func unsure() figure.Thresholds {
	t := exampleThresholds()
	t.Second, t.Log = 0.9, true
	return t
}

type picture struct {
	name          string
	f             figure.Figure
	width, height int
}

func testPictures(t *testing.T, pictures []picture) {
	t.Helper()
	for _, p := range pictures {
		t.Run(p.name, func(t *testing.T) { golden(t, p.name, p.f, p.width, p.height) })
	}
}

func TestROCPictures(t *testing.T) {
	light, dark := figure.Style{}, figure.Style{Dark: true}
	few := figure.Curve{Name: "15 genuine, 30 impostor pairs", Curve: errorrate.Curve{Points: normals(0.5, 0.9, 0.2, 15, 30), Genuine: 15, Impostor: 30}}
	single := figure.Curve{Name: "a single threshold", Curve: errorrate.Curve{Points: []errorrate.Point{{FMR: 0.2, FNMR: 0.1}}}}
	testPictures(t, []picture{
		{"roc", figure.ROC(threeCurves(englishNames...), light), 850, 623},
		{"roc-dark", figure.ROC(threeCurves(englishNames...), dark), 850, 623},
		{"roc-narrow", figure.ROC(threeCurves(englishNames...), light), 380, 340},
		{"roc-few", figure.ROC([]figure.Curve{few, single}, light), 600, 440},
		{"roc-one-class", figure.ROC([]figure.Curve{{Name: "this model", Curve: errorrate.Curve{Points: []errorrate.Point{{FMR: 0.1, FNMR: math.NaN()}}}}}, light), 600, 440},
	})
}

func TestDETPictures(t *testing.T) {
	light, dark := figure.Style{}, figure.Style{Dark: true}
	worse := figure.Curve{Name: "worse than chance", Curve: errorrate.Curve{Points: normals(1.3, 1.1, 0.3, 500, 5000)}}
	testPictures(t, []picture{
		{"det", figure.DET(threeCurves(englishNames...), light), 700, 700},
		{"det-dark", figure.DET(threeCurves(englishNames...), dark), 700, 700},
		{"det-narrow", figure.DET(threeCurves(englishNames...), light), 380, 420},
		{"det-worse", figure.DET([]figure.Curve{worse, exampleCurve("this model", 0.7)}, light), 600, 600},
		{"det-empty", figure.DET(nil, light), 500, 500},
	})
}

func TestRatesPictures(t *testing.T) {
	light, dark := figure.Style{}, figure.Style{Dark: true}
	oneClass := figure.Thresholds{
		Curve: errorrate.Curve{Points: []errorrate.Point{
			{Threshold: 0.1, FMR: 0, FNMR: math.NaN()}, {Threshold: 1, FMR: 0.3, FNMR: math.NaN()}, {Threshold: 1.7, FMR: 1, FNMR: math.NaN()},
		}},
	}
	testPictures(t, []picture{
		{"rates", figure.Rates(exampleThresholds(), light), 900, 534},
		{"rates-dark", figure.Rates(unsure(), dark), 900, 534},
		{"rates-unsure", figure.Rates(unsure(), light), 900, 534},
		{"rates-narrow", figure.Rates(exampleThresholds(), light), 380, 300},
		{"calibration", figure.Calibration(exampleThresholds(), light), 700, 416},
		{"rates-one-class", figure.Rates(oneClass, light), 600, 400},
	})
}

func TestChineseRatesPictures(t *testing.T) {
	style := chineseStyle(t)
	testPictures(t, []picture{
		{"roc-zh", figure.ROC(threeCurves(chineseNames...), style), 850, 623},
		{"det-zh", figure.DET(threeCurves(chineseNames...), style), 700, 700},
		{"calibration-zh", figure.Calibration(exampleThresholds(), style), 700, 416},
		{"rates-zh", figure.Rates(unsure(), style), 900, 534},
		{"bands-zh", exampleBands(style), 1100, 425},
	})
}

// exampleBands are training curves over five folds; one fold stopped early, and one epoch is unknown.
func exampleBands(style figure.Style) figure.Figure {
	curve := func(at func(epoch float64) float64, wide float64) figure.Series {
		var s figure.Series
		for e := range 40 {
			v := at(float64(e))
			s.Values = append(s.Values, v)
			s.Low, s.High = append(s.Low, v*(1-wide)), append(s.High, v*(1+wide))
		}
		return s
	}
	train := curve(func(e float64) float64 { return 0.25*math.Exp(-e/9) + 0.01 }, 0.1)
	validation := curve(func(e float64) float64 { return 0.24*math.Exp(-e/11) + 0.03 + 0.004*math.Sin(e) }, 0.25)
	validation.Low[25], validation.Values[25] = math.NaN(), math.NaN()
	l := style.Labels
	loss, eer := figure.LossPanel(figure.Series{}, figure.Series{}, l), figure.AccuracyPanel(figure.Series{}, figure.Series{}, l)
	train.Name, validation.Name = loss.Series[0].Name, loss.Series[1].Name
	validation.Dashed = true
	loss.Series = []figure.Series{train, validation}
	upwards := curve(func(e float64) float64 { return 0.93 - 0.4*math.Exp(-e/8) }, 0.03)
	upwards.Name, upwards.Dashed = validation.Name, true
	eer.Series = []figure.Series{upwards}
	loss.Band, eer.Band = "5 folds", "5 folds"
	if l.Train != "" {
		loss.Band, eer.Band = "5 折", "5 折"
	}
	return figure.Curves([]figure.Panel{loss, eer}, style)
}

func TestBandsPictures(t *testing.T) {
	testPictures(t, []picture{
		{"bands", exampleBands(figure.Style{}), 1100, 425},
		{"bands-dark", exampleBands(figure.Style{Dark: true}), 1100, 425},
		{"bands-narrow", exampleBands(figure.Style{}), 380, 620},
	})
}

// In grey, curves are told apart by their dashes and markers alone.
func TestGreyPicture(t *testing.T) {
	left := figure.Image(figure.DET(threeCurves(englishNames...), figure.Style{}), 560, 560)
	right := figure.Image(figure.Rates(exampleThresholds(), figure.Style{}), 640, 560)
	grey := image.NewGray(image.Rect(0, 0, 1200, 560))
	draw.Draw(grey, image.Rect(0, 0, 560, 560), left, image.Point{}, draw.Src)
	draw.Draw(grey, image.Rect(560, 0, 1200, 560), right, image.Point{}, draw.Src)
	goldenImage(t, "grey", grey)
}

// Legends are cut short where there are many or long names, so that the curves keep half of the figure.
func TestCrowdedPicture(t *testing.T) {
	var curves []figure.Curve
	for i := range 16 {
		c := exampleCurve("a model with a name that is far too long for so small a picture, as folders of experiments have", 0.4+float64(i)/40)
		c.FNMRAtFMR = nil
		curves = append(curves, c)
	}
	golden(t, "roc-crowded", figure.ROC(curves, figure.Style{}), 400, 400)
}
