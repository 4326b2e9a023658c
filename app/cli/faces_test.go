package cli_test

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"siamface/app/cli"
	"siamface/model/face"
	"siamface/model/photo"
	"siamface/model/realdata"
	"siamface/model/run"
)

// withNetworks lets the verbs find the face networks, or skips the test, and keeps the cache out of the user's.
func withNetworks(t *testing.T) {
	t.Helper()
	realdata.Faces(t)
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
}

// realPhoto is the path of a photo among the test data, or the test is skipped.
func realPhoto(t *testing.T, elements ...string) string {
	t.Helper()
	return realdata.Path(t, append([]string{"photos"}, elements...)...)
}

// flat is a picture without anything on it.
func flat(t *testing.T, path string, level uint8) string {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 96, 80))
	for i := range img.Pix {
		img.Pix[i] = []uint8{level, 120, 90, 255}[i%4]
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := photo.SavePNG(path, img); err != nil {
		t.Fatal(err)
	}
	return path
}

func copyTo(t *testing.T, from, to string) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	write(t, to, string(data))
}

func TestDetect(t *testing.T) {
	withNetworks(t)
	group := realPhoto(t, "groups", "two-people.jpg")
	dir := t.TempDir()
	text, none, out := write(t, filepath.Join(dir, "text.jpg"), "no photo"), flat(t, filepath.Join(dir, "none.png"), 70), filepath.Join(dir, "a", "drawn")
	o := call(t, "detect", group, text, none, "--json", "--draw", out)
	if o.code != 1 || !strings.Contains(o.stderr, "text.jpg as a photo: not a photo.\n") {
		t.Errorf("exit code %d, stderr %q", o.code, o.stderr)
	}
	photos := o.document(t)["photos"].([]any)
	if len(photos) != 3 {
		t.Fatalf("%d photos", len(photos))
	}
	t.Run("group", func(t *testing.T) {
		checkGroup(t, photos[0].(map[string]any), group, filepath.Join(out, "two-people.png"))
	})
	broken, empty := photos[1].(map[string]any), photos[2].(map[string]any)
	if broken["error"] != "not a photo" || broken["path"] != text || len(broken["faces"].([]any)) != 0 {
		t.Errorf("a broken photo: %v", broken)
	}
	keys(t, empty, "path", "width", "height", "faces", "main", "drawing")
	if len(empty["faces"].([]any)) != 0 || empty["main"] != -1.0 || empty["width"] != 96.0 || empty["height"] != 80.0 {
		t.Errorf("a photo without a face: %v", empty)
	}
	if left, err := os.ReadDir(out); err != nil || len(left) != 2 {
		t.Errorf("drawn %v, %v", left, err)
	}
}

func checkGroup(t *testing.T, doc map[string]any, path, drawing string) {
	keys(t, doc, "path", "width", "height", "faces", "main", "drawing")
	faces := doc["faces"].([]any)
	if doc["path"] != path || doc["drawing"] != drawing || len(faces) != 2 {
		t.Fatalf("%v, drawn in %v: %d faces", doc["path"], doc["drawing"], len(faces))
	}
	for _, f := range faces {
		keys(t, f, "box", "score", "uncertain", "roll", "points", "five", "length", "quality")
		f := f.(map[string]any)
		box, points := f["box"].([]any), f["points"].([]any)
		if len(points) != 68 || len(f["five"].([]any)) != 5 || f["score"].(float64) < 0.6 || f["uncertain"] != false {
			t.Errorf("face %v", f)
		}
		nose := points[30].([]any)
		for axis := range 2 {
			if at := (nose[axis].(float64) - box[axis].(float64)) / box[axis+2].(float64); at < 0.2 || at > 0.8 {
				t.Errorf("the nose is at %v of the box", at)
			}
		}
	}
	img, err := photo.Open(drawing)
	if err != nil || float64(img.Bounds().Dx()) != doc["width"] || float64(img.Bounds().Dy()) != doc["height"] {
		t.Errorf("drawn at %v, %v; the photo is %v×%v", img.Bounds(), err, doc["width"], doc["height"])
	}
}

func TestDetectInWords(t *testing.T) {
	withNetworks(t)
	group := realPhoto(t, "groups", "two-people.jpg")
	drawing := filepath.Join(t.TempDir(), "one.png")
	o := succeed(t, "detect", group, "--draw", drawing)
	for _, says := range []string{"1126×661 pixels, 2 faces\n  at ", ", the main face", "drawn in " + drawing} {
		if !strings.Contains(o.stdout, says) {
			t.Errorf("detect doesn't say %q:\n%s", says, o.stdout)
		}
	}
	failed(t, call(t, "detect", drawing, "--draw", drawing), 2, "would replace the photo")
	failed(t, call(t, "detect", drawing, "--draw", filepath.Dir(drawing)), 2, "would replace the photo")
}

func TestWithoutNetworks(t *testing.T) {
	t.Setenv(face.Variable, t.TempDir())
	faces := draw(t, 2, 2, 1)
	failed(t, call(t, "detect", filepath.Join(faces, "d01", "1.pgm")), 1, "face networks are missing")
	failed(t, call(t, "scan", faces, "--faces"), 1, "face networks are missing")
	failed(t, call(t, "embed", faces, "--out", filepath.Join(t.TempDir(), "e.csv")), 1, "or give a model with --model")
}

// drawing is of four faces, one of them nowhere, on a grey photo; the second is the main one.
func drawing(t *testing.T) *image.RGBA {
	t.Helper()
	grey := image.NewGray(image.Rect(0, 0, 1200, 900))
	faces := []face.Face{
		{Box: face.Box{X: 100, Y: 200, W: 300, H: 300}},
		{Box: face.Box{X: 600, Y: 200, W: 300, H: 300}},
		{Box: face.Box{X: 1000, Y: -50, W: 400, H: 100}, Uncertain: true},
		{Box: face.Box{X: math.NaN(), Y: 1e300, W: -1, H: math.Inf(1)}},
	}
	for i := range faces[:2] {
		for k := range faces[i].Points {
			faces[i].Points[k] = face.Point{X: faces[i].Box.X + 20 + 3*float64(k), Y: 350}
		}
		faces[i].Five[4] = face.Point{X: faces[i].Box.X + 150, Y: 450}
	}
	img := cli.DrawFaces(grey, faces, 1)
	if img.Rect != grey.Rect {
		t.Fatalf("drawn at %v", img.Rect)
	}
	return img
}

var black = color.RGBA{A: 255}

func TestDrawFaces(t *testing.T) {
	img := drawing(t)
	for _, p := range []image.Point{
		{100, 300}, {400, 300}, {250, 200}, {250, 500}, {600, 300}, {900, 400}, {1000, 20}, {1100, 50}, // boxes
		{120, 350}, {250, 450}, // landmarks
	} {
		if img.RGBAAt(p.X, p.Y) == black {
			t.Errorf("nothing is drawn at %v", p)
		}
	}
	for _, p := range []image.Point{{250, 300}, {90, 300}, {750, 300}, {500, 300}} {
		if img.RGBAAt(p.X, p.Y) != black {
			t.Errorf("something is drawn at %v", p)
		}
	}
}

func TestTheMainFaceStandsOut(t *testing.T) {
	img := drawing(t)
	across := func(x int) (n int) {
		for dx := -10; dx <= 10; dx++ {
			if img.RGBAAt(x+dx, 250) != black {
				n++
			}
		}
		return n
	}
	if other, main := across(100), across(600); main <= other || other < 1 {
		t.Errorf("the main box's line is %d wide, the other's %d", main, other)
	}
	if img.RGBAAt(600, 250) == img.RGBAAt(100, 250) || img.RGBAAt(1000, 20) == img.RGBAAt(100, 250) {
		t.Error("main, other and uncertain faces look alike")
	}
}

func TestDrawingsHaveTheirOwnNames(t *testing.T) {
	folder := t.TempDir()
	got, err := cli.PlanDrawings(folder, []string{"a/1.jpg", "b/1.png", "B/1.JPG", "c.d/no ending"})
	want := []string{"1.png", "1-2.png", "1-3.png", "no ending.png"}
	for i := range want {
		want[i] = filepath.Join(folder, want[i])
	}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%v, %v; want %v", got, err, want)
	}
}

func TestScanFaces(t *testing.T) {
	withNetworks(t)
	folder := t.TempDir()
	copyTo(t, realPhoto(t, "groups", "two-people.jpg"), filepath.Join(folder, "a", "two.jpg"))
	copyTo(t, realPhoto(t, "people", "joe-biden", "1.jpg"), filepath.Join(folder, "b", "one.jpg"))
	flat(t, filepath.Join(folder, "b", "none.png"), 10)
	for range 2 { // the second time, what was found is known already
		doc := succeed(t, "scan", folder, "--faces", "--json").document(t)
		keys(t, doc["faces"], "photos_with", "several", "without")
		if got := fmt.Sprint(doc["faces"]); got != "map[photos_with:2 several:1 without:[b/none.png]]" {
			t.Errorf("faces %s", got)
		}
	}
	text := succeed(t, "scan", folder, "--faces").stdout
	if !strings.Contains(text, "Faces: 1 photo with one, 1 with several, 1 without\n  b/none.png: ") {
		t.Errorf("scan says %s", text)
	}
}

func TestEvaluateCountsPhotosWithoutFaces(t *testing.T) {
	withNetworks(t)
	folder := t.TempDir()
	for i, name := range []string{"a/1.png", "a/2.png", "b/1.png"} {
		flat(t, filepath.Join(folder, name), uint8(40*i))
	}
	doc := succeed(t, "evaluate", folder, "--recipe", "face", "--split", "all", "--json").document(t)
	keys(t, doc, append(slices.Clone(evaluatedKeys), "no_face")...)
	if doc["no_face"] != 3.0 || doc["photos"] != 3.0 {
		t.Errorf("%v of %v photos without a face", doc["no_face"], doc["photos"])
	}
	if o := succeed(t, "evaluate", folder, "--recipe", "face", "--split", "all"); !strings.Contains(o.stdout, "No face was found on 3 photos") {
		t.Errorf("evaluate says %q", o.stdout)
	}
}

// TestEvaluateFolds wants the threshold of each fold from the distances of the others.
func TestEvaluateFolds(t *testing.T) {
	withNetworks(t)
	folder := filepath.Dir(filepath.Dir(realPhoto(t, "people", "joe-biden", "1.jpg")))
	const biden, kit, rose = "joe-biden/", "kit-harington/", "rose-leslie/"
	lines := []string{
		biden + "1.jpg," + biden + "2.jpg,1,x", biden + "1.jpg," + kit + "1.jpg,0,x",
		kit + "1.jpg," + kit + "2.jpg,1,y", rose + "1.jpg," + kit + "2.jpg,0,y",
		rose + "1.jpg," + rose + "2.jpg,1,x", rose + "1.jpg," + biden + "2.jpg,0,y",
	}
	list := filepath.Join(t.TempDir(), "pairs.csv")
	write(t, list, "file_x,file_y,same,fold\n"+strings.Join(lines, "\n")+"\n")
	args := []string{"evaluate", folder, "--recipe", "face", "--pairs", list}
	doc := succeed(t, append(args, "--json")...).document(t)
	keys(t, doc, append(slices.Clone(evaluatedKeys), "no_face", "list", "folds", "spread")...)
	folds := doc["folds"].([]any)
	distance := func(i int) float64 {
		fields := strings.Split(lines[i], ",")
		return succeed(t, "verify", filepath.Join(folder, fields[0]), filepath.Join(folder, fields[1]), "--json").document(t)["distance"].(float64)
	}
	// Each class of the other fold lies apart, so that the best threshold is in the middle of the gap.
	want := []float64{(distance(2) + min(distance(3), distance(5))) / 2, (max(distance(0), distance(4)) + distance(1)) / 2}
	for i, f := range folds {
		keys(t, f, "fold", "people", "genuine", "impostor", "eer", "auc", "accuracy", "threshold")
		f := f.(map[string]any)
		if f["fold"] != []string{"x", "y"}[i] || math.Abs(f["threshold"].(float64)-want[i]) > 1e-4 || f["accuracy"] != 1.0 {
			t.Errorf("%v, want a threshold of %v", f, want[i])
		}
	}
	if mean := (want[0] + want[1]) / 2; math.Abs(doc["threshold"].(float64)-mean) > 1e-4 || doc["accuracy"] != 1.0 || len(folds) != 2 {
		t.Errorf("threshold %v, want the mean %v; accuracy %v", doc["threshold"], mean, doc["accuracy"])
	}
	if o := succeed(t, args...); !strings.Contains(o.stdout, "± 0.0 % (standard error; standard deviation 0.0 %)") || !strings.Contains(o.stdout, "the mean of 2 folds") || !strings.Contains(o.stdout, "fold y: 100.0 %") {
		t.Errorf("evaluate says %q", o.stdout)
	}
	write(t, list, "file_x,file_y,same,fold\n"+strings.ReplaceAll(strings.Join(lines, "\n"), ",y", ",x")+"\n")
	if doc := succeed(t, append(args, "--json")...).document(t); doc["threshold"] != face.BuiltIn().Threshold(0.01) || doc["folds"] != nil {
		t.Errorf("with one fold: threshold %v, folds %v", doc["threshold"], doc["folds"])
	}
}

func TestVerifyAll(t *testing.T) {
	withNetworks(t)
	group, one := realPhoto(t, "groups", "obama-and-biden.jpg"), realPhoto(t, "people", "joe-biden", "1.jpg")
	plain := succeed(t, "verify", group, one, "--json").document(t)
	doc := succeed(t, "verify", group, one, "--all", "--json").document(t)
	matrix := doc["all"].(map[string]any)
	delete(doc, "all")
	if fmt.Sprint(doc) != fmt.Sprint(plain) {
		t.Errorf("with --all the rest is %v, without %v", doc, plain)
	}
	keys(t, matrix, "faces", "distances", "verdicts", "best")
	faces, best := matrix["faces"].([]any), matrix["best"].([]any)
	if len(faces) != 2 || len(faces[0].([]any)) != 3 || len(faces[1].([]any)) != 1 || len(best) != 1 {
		t.Fatalf("faces %v, best matches %v", faces, best)
	}
	keys(t, faces[0].([]any)[0], "box", "score", "quality", "main")
	keys(t, best[0], "a", "b", "distance", "verdict")
	at := int(best[0].(map[string]any)["a"].(float64))
	if d := matrix["distances"].([]any)[at].([]any)[0]; d != best[0].(map[string]any)["distance"] || best[0].(map[string]any)["verdict"] != "same" {
		t.Errorf("the best match is %v, the distance there %v", best[0], d)
	}
	text := succeed(t, "verify", group, one, "--all").stdout
	for _, says := range []string{"Faces of A:\n  A1 at ", ", the main face", "\n  A2 at ", "\n  A3 at ", "Faces of B:\n  B1 at ", "   B1\nA1 ", "=]", fmt.Sprintf("Best matches:\n  A%d and B1: 0.", at+1), ", the same person\n"} {
		if !strings.Contains(text, says) {
			t.Errorf("verify --all doesn't say %q:\n%s", says, text)
		}
	}
	if text := succeed(t, "verify", one, realPhoto(t, "people", "rose-leslie", "1.jpg"), "--all").stdout; !strings.Contains(text, "No face of A matches one of B.") {
		t.Errorf("of strangers verify --all says\n%s", text)
	}
}

// TestVerifyWithoutAFace: nothing is said but that a photo shows no face, and which.
func TestVerifyWithoutAFace(t *testing.T) {
	withNetworks(t)
	someone, dir := realPhoto(t, "people", "joe-biden", "1.jpg"), t.TempDir()
	none, nobody := flat(t, filepath.Join(dir, "none.png"), 10), flat(t, filepath.Join(dir, "nobody.png"), 70)
	for _, c := range []struct{ a, b, named string }{
		{someone, none, none},
		{none, someone, none},
		{none, nobody, none + " and " + nobody},
		{none, none, none + " and " + none}, // which are as close as can be
	} {
		o := succeed(t, "verify", c.a, c.b)
		if !strings.HasPrefix(o.stdout, "Unsure: no face was found in "+c.named+" (") {
			t.Errorf("of %s and %s verify says\n%s", c.a, c.b, o.stdout)
		}
		for _, claim := range []string{"100,000", "different people tried", "pairs of one person"} {
			if strings.Contains(o.stdout, claim) {
				t.Errorf("of %s and %s verify claims something of %q:\n%s", c.a, c.b, claim, o.stdout)
			}
		}
	}
	doc := succeed(t, "verify", someone, none, "--json").document(t)
	if doc["verdict"] != "unsure" || doc["fmr"] != nil || doc["closer_than"] != nil || doc["farther_than"] != nil {
		t.Errorf("verify reports %v", doc)
	}
}

// TestTrainSaysWhoseThresholds: those of other people are called so.
func TestTrainSaysWhoseThresholds(t *testing.T) {
	for _, general := range []bool{true, false} {
		var said strings.Builder
		var r run.Report
		r.Judgement.General = general
		cli.SayTrained(&said, r)
		if strings.Contains(said.String(), "\nThe thresholds are general ones") != general {
			t.Errorf("general thresholds: %v, but train says\n%s", general, said.String())
		}
	}
}
