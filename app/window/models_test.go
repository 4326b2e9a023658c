package window

import (
	"image"
	"image/color"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"siamface/app/session"
	"siamface/assets"
	"siamface/model/face"
	"siamface/model/format"
	"siamface/model/realdata"
	"siamface/model/recipes"
	"siamface/model/tower"
	"siamface/model/verify"
)

// Without the networks the window works, and says what is missing.
func TestWithoutNetworks(t *testing.T) {
	w := pretend(t)
	if w.ModelLine() != "no model yet" || w.Models.Current != nil || w.Models.Loading {
		t.Errorf("%q, %+v", w.ModelLine(), w.Models.Current)
	}
	for _, l := range assets.Languages {
		w.Words.SetLanguage(l)
		if text := w.training.form.problem.Text; !strings.Contains(text, face.Files()[0]) || !strings.Contains(text, face.Variable) {
			t.Errorf("%s: the Training tab says %q", l, text)
		}
	}
	w.Words.SetLanguage(assets.English)
	if n := w.training.runs.countRows(); n != 0 {
		t.Errorf("%d models are offered", n)
	}
	if w.verification.chips.Visible() {
		t.Error("there is room for aligned faces, which no model finds")
	}
}

// Networks that are there but broken are no reason to fail.
func TestBrokenNetworks(t *testing.T) {
	dir := t.TempDir()
	for _, name := range face.Files() {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("{}"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	w := pretendWith(t, dir)
	pump(t, func() bool { return !w.Models.Loading })
	if w.Models.Current != nil || !strings.Contains(w.training.form.problem.Text, "can't be used") || w.ModelLine() != "no model yet" {
		t.Errorf("%q, %q", w.ModelLine(), w.training.form.problem.Text)
	}
}

// At start the untrained recipe face is in use; a model that is opened replaces it, and a click on its row brings it back.
func TestUntrainedAtStart(t *testing.T) {
	w := pretendWith(t, realdata.Faces(t))
	if w.ModelLine() != "loading…" {
		t.Errorf("before it is loaded: %q", w.ModelLine())
	}
	pump(t, func() bool { return w.Models.Current != nil })
	if w.ModelLine() != "face, untrained · threshold "+format.Distance(face.BuiltIn().Threshold(0.01))+": FMR 1 % on 4,038 other people; your own may differ" {
		t.Errorf("%q", w.ModelLine())
	}
	runs := w.training.runs
	if runs.countRows() != 1 || runs.describeRow(0).Cells[0] != "face, untrained" || !runs.inUse(0) {
		t.Errorf("%d rows, %q, in use: %v", runs.countRows(), runs.describeRow(0).Cells[0], runs.inUse(0))
	}
	if strings.Contains(w.training.form.problem.Text, face.Variable) {
		t.Errorf("the Training tab says %q", w.training.form.problem.Text)
	}

	first := w.Models.Current
	w.models.openFile(smallModel(t))
	pump(t, func() bool { return w.Models.Current != first })
	if w.ModelLine() != "small · threshold 0.500" || runs.inUse(0) || w.verification.chips.Visible() {
		t.Errorf("%q", w.ModelLine())
	}
	runs.useRow(0)
	pump(t, func() bool { return w.Models.Current.IsUntrained() })
	if !runs.inUse(0) || !w.verification.chips.Visible() {
		t.Error("the untrained recipe isn't back")
	}
}

// smallModel is the file of a small tower that never trained.
func smallModel(t *testing.T) string {
	t.Helper()
	recipe, err := recipes.Find(recipes.Small)
	if err != nil {
		t.Fatal(err)
	}
	net, err := tower.New(recipe.Design, nil, "", 1)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "alone.safetensors")
	m := &tower.Model{Tower: net, Judgement: tower.Judgement{Threshold: 0.5, Sure: 0.4}}
	if err := m.Save(path); err != nil {
		t.Fatal(err)
	}
	return path
}

// A model chosen while the untrained one is on its way stays.
func TestChosenWhileLoading(t *testing.T) {
	w := pretendWith(t, realdata.Faces(t))
	m, err := session.LoadModel(smallModel(t), "cpu")
	if err != nil {
		t.Fatal(err)
	}
	w.Models.Use(m)
	pump(t, func() bool { return !w.Models.Loading })
	if w.Models.Current != m {
		t.Error("the untrained recipe pushed another model out")
	}
}

func TestVerifyUntrained(t *testing.T) {
	weights, dir := realdata.Faces(t), people(t)
	w := pretendWith(t, weights)
	v := w.verification
	pump(t, func() bool { return w.Models.Current != nil })
	a, b := filepath.Join(dir, "barack-obama", "1.jpg"), filepath.Join(dir, "barack-obama", "2.jpg")
	w.handleDrop(fyne.NewPos(-5, -5), uris(a, b))
	pump(t, func() bool { return v.result != nil })
	if v.verdict.Sentence() != "The same person" {
		t.Errorf("%q at %.3f", v.verdict.Sentence(), v.result.Distance)
	}
	if one, two := v.chips.Faces(); one == nil || two == nil {
		t.Error("the aligned faces aren't shown")
	}
	old := v.result.Photos
	v.swapPhotos()
	if v.result == nil || v.result.Photos != [2]verify.Photo{old[1], old[0]} || v.verdict.Sentence() != "The same person" {
		t.Error("to change sides takes the verdict away")
	}
	v.clearPhotos()
	if one, two := v.chips.Faces(); one != nil || two != nil || v.result != nil {
		t.Error("the aligned faces stay without photos")
	}
}

// The people of a folder are scored when the Evaluation tab is seen, not before.
func TestEvaluateUntrained(t *testing.T) {
	weights, dir := realdata.Faces(t), people(t)
	w := pretendWith(t, weights)
	e := w.evaluation
	pump(t, func() bool { return w.Models.Current != nil })
	if !e.empty.Visible() {
		t.Error("without a folder nothing says what to do")
	}
	w.dataset.opener.openFolder(dir)
	pump(t, func() bool { return w.Folder.Data != nil })
	if e.empty.Visible() || !e.scoring.waiting || e.progress.Active() {
		t.Error("the people are scored though nobody looks")
	}
	e.who.Pick(everyone)
	w.selectTab(tabEvaluation)
	pump(t, func() bool { return e.shown != nil })
	if s := e.shown; s.people != len(w.Folder.Data.People) || s.photos != w.Folder.Data.Photos() || s.who != everyone || s.threshold != face.BuiltIn().Threshold(0.01) {
		t.Errorf("%d people, %d photos, everyone: %v, threshold %v", s.people, s.photos, s.who == everyone, s.threshold)
	}
	if fmr, ok := e.shown.scores.FMR(e.shown.threshold); !ok || fmr != 0 {
		t.Errorf("FMR %v", fmr)
	}
}

func TestFaceWords(t *testing.T) {
	w := pretend(t)
	for _, c := range []struct {
		found verify.Found
		want  string
	}{
		{verify.Found{Faces: 1}, "1 face"},
		{verify.Found{Faces: 1, Quality: []face.Flag{face.Weak, face.Blur}}, "1 face · blurred"},
		{verify.Found{Faces: 1, Quality: []face.Flag{face.Weak}}, "1 face · hard to make out"},
		{verify.Found{Faces: 3, Quality: []face.Flag{face.Void, face.Pose, face.Small}}, "3 faces · too little to make out · turned head · small face"},
		{verify.Found{Quality: []face.Flag{face.NoFace}}, "no face found"},
		{verify.Found{Quality: []face.Flag{face.Uncertain}}, "may be no face"},
	} {
		if got := describeFound(w.Words, &c.found); got != c.want {
			t.Errorf("%+v: %q, want %q", c.found, got, c.want)
		}
	}
}

func TestVoidedVerdicts(t *testing.T) {
	w := pretend(t)
	for _, c := range []struct {
		left, right face.Flag
		want        string
	}{
		{face.NoFace, "", "Unsure: no face found on the left"},
		{"", face.NoFace, "Unsure: no face found on the right"},
		{face.NoFace, face.NoFace, "Unsure: no face found on either photo"},
		{face.Uncertain, "", "Unsure: the left may be no face"},
		{face.Weak, face.Void, "Unsure: too little of the right face can be made out"},
		{face.Void, face.Void, "Unsure: too little of both faces can be made out"},
		{face.Void, face.NoFace, "Unsure: no face found on the right"},
		{face.Weak, "", ""},
		{face.Weak, face.Weak, ""},
	} {
		r := verify.Result{Verdict: verify.Unsure}
		r.Photos[0].Found = &verify.Found{Quality: []face.Flag{c.left}}
		r.Photos[1].Found = &verify.Found{Quality: []face.Flag{c.right}}
		if got := describeVoid(w.Words, r); got != c.want {
			t.Errorf("%s and %s: %q, want %q", c.left, c.right, got, c.want)
		}
	}
	if got := describeVoid(w.Words, verify.Result{Verdict: verify.Unsure}); got != "" {
		t.Errorf("of a model that finds no faces: %q", got)
	}
}

func TestRarityInWords(t *testing.T) {
	w := pretend(t)
	for fmr, want := range map[float64]string{
		1e-5:       "fewer than 1 in 100,000 strangers are this close",
		1.64e-5:    "about 1.6 in 100,000 strangers are this close",
		9.97e-5:    "about 10 in 100,000 strangers are this close",
		40.2e-5:    "about 40 in 100,000 strangers are this close",
		0.00154321: "about 150 in 100,000 strangers are this close",
		0.0518:     "about 5,200 in 100,000 strangers are this close",
		0.47329:    "about 47,000 in 100,000 strangers are this close",
	} {
		if got := describeRarity(w.Words, fmr); got != want {
			t.Errorf("%v: %q, want %q", fmr, got, want)
		}
	}
}

func TestMarksOfFaces(t *testing.T) {
	d := &face.Description{Main: 1, Faces: []face.Face{{Box: face.Box{X: 10, Y: 20, W: 30, H: 40}}, {Box: face.Box{X: -5, Y: 1, W: 9, H: 9}}}}
	d.Face = d.Faces[1]
	d.Face.Points[3] = face.Point{X: 7, Y: 8}
	boxes, points := marksOf(d)
	if len(boxes) != 2 || !boxes[0].Faint || boxes[1].Faint || boxes[0].X != 10.5 || boxes[0].Height != 40 {
		t.Errorf("boxes %+v", boxes)
	}
	if len(points) != 68 || points[3] != fyne.NewPos(7.5, 8.5) {
		t.Errorf("%d points, %v", len(points), points[3])
	}
	if boxes, points := marksOf(&face.Description{Main: -1}); boxes != nil || points != nil {
		t.Error("marks where no face was found")
	}
}

func TestLargePhotosAreHalved(t *testing.T) {
	for _, c := range []struct{ side, want int }{{100, 100}, {2400, 2400}, {2401, 1201}, {6000, 1500}} {
		img := image.NewGray(image.Rect(0, 0, c.side, 2))
		for i := range img.Pix {
			img.Pix[i] = 100
		}
		got := forView(img, viewSide)
		if size := got.Bounds().Size(); size.X != c.want || size.Y < 1 {
			t.Errorf("%d pixels become %v, want %d", c.side, size, c.want)
		}
		if grey := color.GrayModel.Convert(got.At(c.want/2, 0)).(color.Gray); grey.Y != 100 {
			t.Errorf("of %d pixels of grey 100 come some of %d", c.side, grey.Y)
		}
	}
}
