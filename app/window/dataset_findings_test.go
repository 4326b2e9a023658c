package window

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"siamface/app/session"
	"siamface/assets"
	"siamface/model/audit"
	"siamface/model/dataset"
	"siamface/model/realdata"
)

// leaky is a folder of drawn people, two photos each, one of which stands in the folder of a second person, too.
func leaky(t *testing.T) string {
	t.Helper()
	root := drawn(t, 8)
	data, err := os.ReadFile(filepath.Join(root, "d02", "1.pgm"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"d05/leak.pgm", "d05/deeper/stray.pgm"} {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(root, "d03", "notes.txt"), []byte("blonde"), 0o600); err != nil {
		t.Fatal(err)
	}
	return root
}

// openAudited opens a folder and waits for all that is looked for without a click.
func openAudited(t *testing.T, w *Window, root string) *datasetTab {
	t.Helper()
	d := w.dataset
	d.opener.openFolder(root)
	pump(t, func() bool {
		return w.Folder.Whole != nil && w.Folder.Whole.Root == root && !d.opener.busy && d.audit.known == auditedDeeply && d.audit.running == unaudited
	})
	return d
}

// A picture on both sides of the split is found, seen and left out by a click; all numbers follow, and it is remembered.
func TestLeakIsFoundAndLeftOut(t *testing.T) {
	w := pretend(t)
	root := leaky(t)
	d := openAudited(t, w, root)
	for name, split := range map[string]dataset.Split{"d02": dataset.Train, "d05": dataset.Test} {
		if err := w.Folder.SetSplit(name, split); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := d.summary.findings.Text, "2 files skipped, 1 finding — show"; got != want || !d.summary.findings.Visible() {
		t.Fatalf("the line below the photos is %q, want %q", got, want)
	}
	if w.Folder.Leaks != 1 || !strings.Contains(w.training.form.problem.Text, "Leaks between the sides of the split: 1.") {
		t.Errorf("%d leaks: the Training tab says %q", w.Folder.Leaks, w.training.form.problem.Text)
	}
	d.summary.findings.Tapped(nil)
	s := d.findings
	if got, want := s.pictures.files, []string{"d02/1.pgm", "d05/leak.pgm", "d05/deeper/stray.pgm"}; !slices.Equal(got, want) {
		t.Fatalf("the pictures are %q, want %q", got, want)
	}
	want := "3 identical files, under 2 people: d02, d05. 1 of them is nobody's and isn't used. A leak: they are on both sides of the split, so that the numbers flatter the model."
	if s.text.Text != want {
		t.Errorf("%q, want %q", s.text.Text, want)
	}
	if s.pictures.badge(0) != "" || s.pictures.badge(2) != "not used" {
		t.Errorf("badges %q, %q", s.pictures.badge(0), s.pictures.badge(2))
	}
	s.pictures.grid.Select(2)
	if !s.actions.out.Disabled() || !s.actions.jump.Disabled() {
		t.Error("what isn't used can be left out")
	}
	s.pictures.grid.Select(1)
	s.actions.out.Tapped(nil)
	checkLeftOut(t, w)
	again := pretendAgain(t, w, root)
	checkLeftOut(t, again)
	again.dataset.summary.findings.Tapped(nil)
	s = again.dataset.findings
	s.pickKind(leftOut)
	if s.actions.groups[0].Text != "Put all back" || !slices.Equal(s.pictures.files, []string{"d05/leak.pgm"}) {
		t.Fatalf("%q of %q", s.actions.groups[0].Text, s.pictures.files)
	}
	s.actions.groups[0].Tapped(nil)
	if again.Folder.Data.Photos() != 17 || len(again.Folder.Data.Excluded) > 0 || s.kind != everyKind {
		t.Errorf("put back: %d photos, %q are out", again.Folder.Data.Photos(), again.Folder.Data.Excluded)
	}
	if path, err := audit.RememberedFile(root); err != nil {
		t.Error(err)
	} else if _, err := os.Stat(path); err == nil {
		t.Error("an empty list is kept")
	}
}

// pretendAgain opens the folder in another window with the same settings.
func pretendAgain(t *testing.T, old *Window, root string) *Window {
	t.Helper()
	old.closeInnermost()
	w := newWindow(fyne.CurrentApp())
	t.Cleanup(func() { w.dataset.close(); w.evaluation.close(); w.training.view.charts.close(); w.win.Close() })
	openAudited(t, w, root)
	return w
}

// checkLeftOut wants the leak to be out, everywhere.
func checkLeftOut(t *testing.T, w *Window) {
	t.Helper()
	d := w.dataset
	if w.Folder.Data.Photos() != 16 || !slices.Equal(w.Folder.Data.Excluded, []string{"d05/leak.pgm"}) {
		t.Fatalf("%d photos are left, %q are out", w.Folder.Data.Photos(), w.Folder.Data.Excluded)
	}
	if clone := w.Folder.Data.Clone(); clone.Photos() != 16 || len(clone.Excluded) != 1 { // what is trained on
		t.Errorf("trained on %d photos without %q", clone.Photos(), clone.Excluded)
	}
	for _, f := range d.audit.found.For(w.Folder.Data).Findings {
		if f.Leak {
			t.Errorf("the leak is there still: %v", f)
		}
	}
	if w.Folder.Leaks != 0 || w.training.form.wrong != "" || strings.Contains(w.training.form.problem.Text, "Leak") {
		t.Errorf("%d leaks: the Training tab says %q", w.Folder.Leaks, w.training.form.problem.Text)
	}
	d.photos.reveal("d05/leak.pgm")
	if got, want := d.photos.title.Text, "d05 · 3 photos, 1 left out · used for:"; got != want {
		t.Errorf("the title is %q, want %q", got, want)
	}
	p := d.photos
	if i := p.grid.Selected(); i < 0 || p.items[i].Path != "d05/leak.pgm" || p.badge(i) != "left out" || p.badge(0) != "" {
		t.Errorf("photo %d is selected, with the badge %q", i, p.badge(i))
	}
	if got := d.people.everyone(); got.Count != 16 {
		t.Errorf("everyone has %d photos", got.Count)
	}
	if text := d.summary.findings.Text; text != "2 files skipped, 1 left out — show" {
		t.Errorf("the line below the photos is %q", text)
	}
}

// All findings at once: of each picture the first remains. What was decided before holds as far as it fits.
func TestKeepTheFirstOfEach(t *testing.T) {
	w := pretend(t)
	root := leaky(t)
	for from, to := range map[string]string{"d03/1.pgm": "d03/again.pgm", "d04/2.pgm": "d06/x.pgm"} {
		data, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(from)))
		if err == nil {
			err = os.WriteFile(filepath.Join(root, filepath.FromSlash(to)), data, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	d := openAudited(t, w, root)
	d.summary.findings.Tapped(nil)
	s := d.findings
	if len(s.shown) != 3 || !s.actions.each.Visible() || d.found.unsettled != 3 {
		t.Fatalf("%d findings, %d of them not settled", len(s.shown), d.found.unsettled)
	}
	s.pictures.grid.Select(0)
	s.actions.toggle() // the first of the first pair, which is put back below
	if !w.Folder.Excluded.Has("d02/1.pgm") || !s.shown[0].settled || s.actions.out.Text != "Put back" {
		t.Errorf("left out: %q", w.Folder.Excluded.Files())
	}
	s.actions.toggle()
	s.actions.each.Tapped(nil)
	if got, want := w.Folder.Data.Excluded, []string{"d03/again.pgm", "d05/leak.pgm", "d06/x.pgm"}; !slices.Equal(got, want) {
		t.Errorf("left out: %q, want %q", got, want)
	}
	if s.actions.each.Visible() || d.found.unsettled != 0 {
		t.Errorf("%d findings aren't settled", d.found.unsettled)
	}
	s.list.Select(2) // copies under one name come after those under two
	if s.actions.groups[0].Text != "Put all back" || s.pictures.files[0] != "d03/1.pgm" {
		t.Errorf("%q of %q", s.actions.groups[0].Text, s.pictures.files)
	}
	s.actions.groups[0].Tapped(nil)
	if w.Folder.Excluded.Has("d03/again.pgm") || s.actions.groups[0].Text != "Keep the first" {
		t.Errorf("left out: %q, the button says %q", w.Folder.Data.Excluded, s.actions.groups[0].Text)
	}
	s.pictures.grid.Select(1)
	s.pictures.grid.OnOpen(1)
	if s.isOpen() || d.photos.items[d.photos.grid.Selected()].Path != "d03/again.pgm" {
		t.Error("the photo isn't shown in the grid")
	}
	d.photos.grid.OnDelete(d.photos.grid.Selected())
	if !w.Folder.Excluded.Has("d03/again.pgm") {
		t.Error("Delete leaves nothing out")
	}
}

// Whoever has no photo left is nobody any more, and comes back with the photos, to the split chosen before.
func TestWholePersonLeftOut(t *testing.T) {
	w := pretend(t)
	root := drawn(t, 12)
	d := openAudited(t, w, root)
	if err := w.Folder.SetSplit("d03", dataset.Validation); err != nil {
		t.Fatal(err)
	}
	d.leaveOut(true, "d03/1.pgm")
	if len(d.found.all) != 2 || d.found.all[0].Kind != audit.LonePhoto || d.found.all[0].settled || d.found.unsettled != 1 {
		t.Errorf("with one photo left: %+v", d.found)
	}
	d.leaveOut(true, "d03/2.pgm")
	if len(w.Folder.Data.People) != 11 || len(w.Folder.Whole.People) != 12 || d.found.unsettled != 0 {
		t.Errorf("%d people remain of %d", len(w.Folder.Data.People), len(w.Folder.Whole.People))
	}
	d.photos.reveal("d03/1.pgm")
	if d.photos.split.Visible() || d.photos.title.Text != "d03 · 2 photos, 2 left out · used for:" {
		t.Errorf("%q", d.photos.title.Text)
	}
	d.leaveOut(false, "d03/1.pgm", "d03/2.pgm")
	for _, data := range []*dataset.Dataset{w.Folder.Data, w.Folder.Whole} {
		if who := data.People[2]; who.Name != "d03" || who.Split != dataset.Validation || len(who.Photos) != 2 {
			t.Errorf("%+v", who)
		}
	}
	for i, who := range w.Folder.Data.People {
		if w.Folder.Whole.People[i].Split != who.Split {
			t.Errorf("%s is shown as %v and used as %v", who.Name, w.Folder.Whole.People[i].Split, who.Split)
		}
	}
}

// Everything can be left out; then there is nothing to train on, and the reason is told.
func TestEverythingLeftOut(t *testing.T) {
	w := pretend(t)
	d := openAudited(t, w, drawn(t, 6))
	var all []string
	for _, who := range w.Folder.Whole.People {
		for _, ph := range who.Photos {
			all = append(all, ph.Path)
		}
	}
	d.leaveOut(true, all...)
	if w.Folder.Data.Photos() != 0 || !strings.Contains(w.training.form.problem.Text, "too few people") || d.people.everyone().Count != 0 {
		t.Errorf("%d photos are left: %q", w.Folder.Data.Photos(), w.training.form.problem.Text)
	}
	d.leaveOut(false, all...)
	if w.Folder.Data.Photos() != 12 || w.training.form.wrong != "" {
		t.Errorf("%d photos are back: %q", w.Folder.Data.Photos(), w.training.form.wrong)
	}
}

// Two folders of one person are found by the faces, and either can be left out.
func TestOnePersonInTwoFolders(t *testing.T) {
	weights := realdata.Faces(t)
	from := people(t)
	root := filepath.Join(t.TempDir(), "people")
	if err := os.CopyFS(root, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(root, "zed"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"1.jpg", "4.jpg", "5.jpg"} {
		if err := os.Rename(filepath.Join(root, "barack-obama", name), filepath.Join(root, "zed", name)); err != nil {
			t.Skipf("the photos are others than this test knows: %v", err)
		}
	}
	w := pretendWith(t, weights)
	d := openAudited(t, w, root)
	d.summary.findings.Tapped(nil)
	s := d.findings
	s.pickKind(audit.SamePerson)
	f, ok := s.chosen()
	if !ok || !slices.Equal(f.People, []string{"barack-obama", "zed"}) || len(s.pictures.files) != 7 {
		t.Fatalf("found %+v, shown %q", d.found, s.pictures.files)
	}
	if s.actions.groups[0].Text != "Leave out barack…obama" && !strings.HasPrefix(s.actions.groups[0].Text, "Leave out barac") || s.actions.groups[1].Text != "Leave out zed" {
		t.Errorf("the buttons say %q and %q", s.actions.groups[0].Text, s.actions.groups[1].Text)
	}
	s.actions.groups[1].Tapped(nil)
	if f, _ := s.chosen(); !f.settled || s.actions.groups[1].Text != "Put zed back" || len(w.Folder.Data.Excluded) != 3 {
		t.Errorf("settled %v, %q, left out %q", f.settled, s.actions.groups[1].Text, w.Folder.Data.Excluded)
	}
}

// noise is a folder of people with ten small photos of noise each, one of which is brighter than its neighbour and else the same.
func noise(t *testing.T, people int, copied bool) string {
	t.Helper()
	root := filepath.Join(t.TempDir(), "noise")
	rng := rand.New(rand.NewPCG(1, 2))
	for p := range people {
		dir := filepath.Join(root, fmt.Sprintf("p%03d", p))
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		pixels := make([]byte, 32*32)
		for n := range 10 {
			last := copied && p == people-1 && n == 9
			for i := range pixels {
				if last {
					pixels[i] += 20
				} else {
					pixels[i] = byte(20 + rng.IntN(200))
				}
			}
			if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%d.pgm", n)), append([]byte("P5 32 32 255\n"), pixels...), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	return root
}

// In a larger folder every picture is compared on demand; it can be stopped.
func TestCompareOnDemand(t *testing.T) {
	w := pretend(t)
	d := openLarge(t, w, true)
	d.summary.findings.Tapped(nil)
	if d.audit.running != auditedDeeply || !d.progress.Active() {
		t.Fatal("nothing begins")
	}
	w.dataset.progress.RequestStop()
	if d.audit.running != unaudited || d.progress.Active() || d.audit.known != auditedQuickly || d.summary.findings.Text != "Compare every picture" {
		t.Fatal("it goes on")
	}
	d.summary.findings.Tapped(nil)
	pump(t, func() bool { return d.audit.known == auditedDeeply })
	s := d.findings
	if f, ok := s.chosen(); !s.isOpen() || !ok || f.Kind != audit.NearDuplicate || s.deeper.Visible() || d.summary.findings.Text != "1 finding — show" {
		t.Errorf("found %+v, %q", d.found, d.summary.findings.Text)
	}
}

// Where nothing is found, that is said; and when the last photo is put back, nothing is left to show.
func TestNothingIsFound(t *testing.T) {
	w := pretend(t)
	d := openLarge(t, w, false)
	d.summary.findings.Tapped(nil)
	pump(t, func() bool { return d.audit.known == auditedDeeply })
	if w.notice.text != "Every picture was compared: there is nothing to look at." || d.summary.findings.Visible() {
		t.Errorf("%q, %q", w.notice.text, d.summary.findings.Text)
	}
	d.photos.grid.OnDelete(3)
	d.summary.findings.Tapped(nil)
	if s := d.findings; !s.isOpen() || !slices.Equal(s.pictures.files, []string{"p000/3.pgm"}) {
		t.Fatalf("shows %q", s.pictures.files)
	}
	d.findings.actions.groups[0].Tapped(nil)
	if d.findings.isOpen() || d.summary.findings.Visible() || len(w.Folder.Data.Excluded) > 0 {
		t.Errorf("left out %q", w.Folder.Data.Excluded)
	}
}

// openLarge opens a folder that is too large to be compared without a click, with or without a copied picture.
func openLarge(t *testing.T, w *Window, copied bool) *datasetTab {
	t.Helper()
	d := w.dataset
	d.opener.openFolder(noise(t, mostUnasked/10+1, copied))
	pump(t, func() bool { return w.Folder.Whole != nil && d.audit.known == auditedQuickly })
	if d.audit.running != unaudited || d.summary.findings.Text != "Compare every picture" || !d.summary.findings.Visible() {
		t.Fatalf("audits %d, offers %q", d.audit.running, d.summary.findings.Text)
	}
	return d
}

// A list that can't be read is told, and nothing is left out; one that can't be written is told, too.
func TestBrokenListOfWhatIsLeftOut(t *testing.T) {
	w := pretend(t)
	root := drawn(t, 6)
	path, err := audit.RememberedFile(root)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("../x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	d := openAudited(t, w, root)
	if len(w.sheets) != 1 || len(w.Folder.Data.Excluded) > 0 {
		t.Errorf("%d sheets, left out %q", len(w.sheets), w.Folder.Data.Excluded)
	}
	w.closeInnermost()
	if err := os.RemoveAll(filepath.Dir(path)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Dir(path), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	d.leaveOut(true, "d01/1.pgm")
	if len(w.sheets) != 1 || !slices.Equal(w.Folder.Data.Excluded, []string{"d01/1.pgm"}) {
		t.Errorf("%d sheets, left out %q", len(w.sheets), w.Folder.Data.Excluded)
	}
}

// What is said of findings follows the window's language, and names people and files.
func TestFindingTexts(t *testing.T) {
	w := pretend(t)
	w.Folder.Open(&dataset.Dataset{People: []dataset.Person{{Name: "ann", Photos: []dataset.Photo{{Path: "ann/1.png", Width: 20, Height: 30}}}}}, new(audit.Exclusions))
	en, zh := findingWords{session.NewWords(assets.English), w.Folder}, findingWords{session.NewWords(assets.Chinese), w.Folder}
	of := func(kind audit.Kind, files int, people ...string) audit.Finding {
		return audit.Finding{Kind: kind, Files: []string{"ann/1.png", "ann/2.png", "x/3.png"}[:files], People: people}
	}
	with := func(f audit.Finding, change func(*audit.Finding)) audit.Finding { change(&f); return f }
	for _, c := range []struct {
		f      audit.Finding
		en, zh string
	}{
		{of(audit.Duplicate, 2, "ann"), "2 identical files, all of ann.", "2 个相同文件，均属于 ann。"},
		{with(of(audit.Duplicate, 2), func(f *audit.Finding) { f.Strays = 2 }), "2 identical files, none of which is used as anybody's photo.", "2 个相同文件，均未用作任何人的照片。"},
		{with(of(audit.Duplicate, 3, "ann"), func(f *audit.Finding) { f.Strays = 2 }), "3 identical files, among them a photo of ann. 2 of them are nobody's and aren't used.", "3 个相同文件，其中包含 ann 的照片。其中 2 个不属于任何人，不会使用。"},
		{with(of(audit.NearDuplicate, 2, "ann", "x"), func(f *audit.Finding) { f.Mirrored = true }), "2 nearly identical pictures, mirrored among them, under 2 people: ann, x.", "2 张近似重复图片（含镜像），分属 2 人：ann，x。"},
		{with(of(audit.SamePerson, 3, "ann", "x"), func(f *audit.Finding) { f.Leak = true }), "ann and x are probably one person: their faces are as alike as those of one. A leak: they are on both sides of the split, so that the numbers flatter the model.", "ann 与 x 可能是同一人：人脸相似程度与同一人相当。数据泄漏：它们出现在划分的两侧，会使结果虚高。"},
		{of(audit.SamePerson, 1, "ann"), "ann stands in two parts of the split; only the photos of one folder are used.", "ann 同时出现在划分的两个部分，仅使用其中一个文件夹的照片。"},
		{of(audit.LonePhoto, 1, "ann"), "ann has one photo only, which makes no genuine pair.", "ann 只有一张照片，无法组成同一人样本对。"},
		{with(of(audit.Unreadable, 1, "ann"), func(f *audit.Finding) { f.Reason = "cut off" }), "ann/1.png can't be used: cut off.", "ann/1.png 无法使用：文件不完整。"},
		{of(audit.Tiny, 1, "ann"), "ann/1.png has 20 × 30 pixels: too few to tell a face by.", "ann/1.png 只有 20 × 30 像素，不足以辨认人脸。"},
		{of(leftOut, 1), "1 photo is left out of training and testing. The folder itself isn't changed.", "1 张照片不参与训练和测试，文件夹本身不受影响。"},
	} {
		if got := en.describe(c.f); got != c.en {
			t.Errorf("%q\nwant %q", got, c.en)
		}
		if got := zh.describe(c.f); got != c.zh {
			t.Errorf("%q\nwant %q", got, c.zh)
		}
	}
	for _, words := range []*session.Words{en.words, zh.words} {
		for _, k := range append(slices.Clone(audit.Kinds), leftOut) {
			if word := kindTitle(words, k); word == "" || strings.Contains(word, ".") {
				t.Errorf("%s has the title %q", k, word)
			}
		}
	}
}

// The certain findings come first, then the others by kind; those with one photo only are one line with their number.
func TestFindingsInOrder(t *testing.T) {
	w := pretend(t)
	root := leaky(t)
	for _, name := range []string{"d06", "d07", "d08"} { // one photo each is left
		if err := os.Remove(filepath.Join(root, name, "2.pgm")); err != nil {
			t.Fatal(err)
		}
	}
	copied, err := os.ReadFile(filepath.Join(root, "d01", "1.pgm"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, "d01", "again.pgm"), copied, 0o600); err != nil {
		t.Fatal(err)
	}
	d := openAudited(t, w, root)
	var lines []string
	for _, f := range d.found.all {
		lines = append(lines, fmt.Sprint(f.Kind, " ", len(f.People)))
	}
	if want := []string{"duplicate 2", "duplicate 1", "lone-photo 3"}; !slices.Equal(lines, want) || d.found.unsettled != 3 {
		t.Fatalf("the findings are %q, want %q", lines, want)
	}
	if text := (findingWords{w.Words, w.Folder}).describe(d.found.all[2].Finding); !strings.HasPrefix(text, "3 people have one photo only") {
		t.Errorf("%q", text)
	}
	d.leaveOut(true, "d07/1.pgm")
	lone := d.found.all[2:4]
	if len(lone[0].People) != 2 || lone[0].settled || len(lone[1].People) != 1 || !lone[1].settled {
		t.Errorf("one of them left out: %+v", lone)
	}
}
