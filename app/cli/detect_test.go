package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"siamface/model/photo"
)

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
