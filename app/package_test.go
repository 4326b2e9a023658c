package app_test

import (
	"bytes"
	"context"
	"encoding/json"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"siamface/app/internal/screen"
	_ "siamface/app/process" // the toolkit complains about the locale C
	"siamface/model/realdata"
)

// The test of a package runs where setup/package-test calls it: these name a root folder with a system and nothing else, and the
// package's folder in it.
const (
	rootVariable    = "SIAMFACE_CLEAN_ROOT"
	packageVariable = "SIAMFACE_PACKAGE"
)

// clean is a clean system with the package in it.
type clean struct {
	*testing.T
	root, program string
}

// home is the user's folder in a clean system.
const home = "/root"

func openClean(t *testing.T) clean {
	t.Helper()
	root, folder := os.Getenv(rootVariable), os.Getenv(packageVariable)
	if root == "" || folder == "" {
		t.Skip("make package-test runs this in a clean system")
	}
	return clean{t, root, filepath.Join(folder, "bin", "siamface")}
}

// call is a program in the clean system.
func (c clean) call(ctx context.Context, environment []string, name string, args ...string) *exec.Cmd {
	call := exec.CommandContext(ctx, name, args...)
	call.SysProcAttr = &syscall.SysProcAttr{Chroot: c.root}
	call.Dir, call.Path, call.Err = home, name, nil
	call.Env = append([]string{"HOME=" + home, "PATH=/usr/bin:/bin", "LANG=C.UTF-8"}, environment...)
	return call
}

// run runs the package's program to its end.
func (c clean) run(args ...string) string {
	c.Helper()
	var out, complaints bytes.Buffer
	call := c.call(c.Context(), nil, c.program, args...)
	call.Stdout, call.Stderr = &out, &complaints
	if err := call.Run(); err != nil {
		c.Fatalf("siamface %s: %v\n%s%s", strings.Join(args, " "), err, out.Bytes(), complaints.Bytes())
	}
	return out.String()
}

// outside is a path of the clean system as it is seen from here.
func (c clean) outside(path string) string { return filepath.Join(c.root, path) }

// take copies a photo into the clean system.
func (c clean) take(photo string) string {
	c.Helper()
	data, err := os.ReadFile(photo)
	if err != nil {
		c.Fatal(err)
	}
	inside := filepath.Join("/tmp", filepath.Base(filepath.Dir(photo))+" "+filepath.Base(photo))
	if err := os.WriteFile(c.outside(inside), data, 0o644); err != nil {
		c.Fatal(err)
	}
	return inside
}

// waitFile waits for a file that fits the pattern.
func (c clean) waitFile(pattern string, limit time.Duration) {
	c.Helper()
	for end := time.Now().Add(limit); ; time.Sleep(100 * time.Millisecond) {
		if found, _ := filepath.Glob(c.outside(pattern)); len(found) > 0 {
			return
		}
		if time.Now().After(end) {
			c.Fatalf("after %v there is no %s", limit, pattern)
		}
	}
}

func TestPackageIsAlone(t *testing.T) {
	c := openClean(t)
	for _, tool := range []string{"go", "gcc", "cc", "python3", "node"} {
		for _, folder := range []string{"/usr/bin", "/usr/local/bin", "/usr/local/go/bin"} {
			if _, err := os.Lstat(c.outside(filepath.Join(folder, tool))); err == nil {
				t.Errorf("the system isn't clean: it has %s", tool)
			}
		}
	}
}

func TestPackageOnTheCommandLine(t *testing.T) {
	c := openClean(t)
	if out := c.run("version"); !strings.Contains(out, "libtorch 2.1") {
		t.Errorf("version says %q", out)
	}
	c.run("demo")
	for _, path := range []string{"run/model.safetensors", "histogram.png"} {
		if info, err := os.Stat(c.outside(filepath.Join(home, "siamface-demo", path))); err != nil || info.Size() < 1000 {
			t.Errorf("the demonstration left no %s (%v)", path, err)
		}
	}
	left, right := twoPhotos(c)
	var verdict struct{ Verdict string }
	if err := json.Unmarshal([]byte(c.run("verify", left, right, "--json")), &verdict); err != nil || verdict.Verdict != "same" {
		t.Errorf("two photos of one person: %+v (%v)", verdict, err)
	}
}

// twoPhotos are two photos of one person.
func twoPhotos(c clean) (left, right string) {
	c.Helper()
	person := realdata.Path(c, "photos", "people", "barack-obama")
	photos, err := filepath.Glob(filepath.Join(person, "*.jp*g"))
	if err != nil || len(photos) < 2 {
		c.Fatalf("%s has %d photos", person, len(photos))
	}
	return c.take(photos[0]), c.take(photos[1])
}

// opened is the package's window on a virtual screen.
type opened struct {
	clean
	*screen.Window
	process *os.Process
}

func openWindow(c clean, args ...string) opened {
	c.Helper()
	s, err := screen.Start(c.Context(), 1280, 800)
	if err != nil {
		c.Skip(err)
	}
	c.Cleanup(s.Close)
	ctx, end := context.WithCancel(context.Background())
	var complaints bytes.Buffer
	call := c.call(ctx, []string{"DISPLAY=" + s.Display()}, c.program, args...)
	call.Stderr = &complaints
	begin := time.Now()
	if err := call.Start(); err != nil {
		c.Fatal(err)
	}
	c.Cleanup(func() {
		end()
		_ = call.Wait() // it was killed
		if c.Failed() {
			c.Logf("the program wrote: %s", complaints.Bytes())
		}
	})
	w, err := s.FindWindow(c.Context(), "Siamface")
	if err != nil {
		c.Fatalf("%v\n%s", err, complaints.Bytes())
	}
	o := opened{c, w, call.Process}
	o.wait("a first frame", time.Minute, func(picture *image.RGBA) bool { return countColours(picture) > 8 })
	c.Logf("first frame after %v", time.Since(begin).Round(10*time.Millisecond))
	return o
}

// wait looks at the window until it is as it should be, and leaves a picture of it.
func (o opened) wait(what string, limit time.Duration, fits func(*image.RGBA) bool) {
	o.Helper()
	for end := time.Now().Add(limit); ; time.Sleep(20 * time.Millisecond) {
		picture, err := o.Screenshot()
		if err == nil && fits(picture) {
			return
		}
		if time.Now().After(end) {
			o.keep("failed")
			o.Fatalf("after %v there is no %s (%v)", limit, what, err)
		}
	}
}

// keep leaves a picture of the window among the artefacts.
func (o opened) keep(name string) {
	o.Helper()
	if err := os.MkdirAll(filepath.Join("..", "artefacts"), 0o755); err != nil {
		o.Fatal(err)
	}
	if err := o.SavePNG(filepath.Join("..", "artefacts", "package-"+name+".png")); err != nil {
		o.Error(err)
	}
}

func (o opened) must(err error) {
	o.Helper()
	if err != nil {
		o.keep("failed")
		o.Fatal(err)
	}
}

// countColours counts the colours of every third pixel.
func countColours(picture *image.RGBA) int {
	seen := map[[3]byte]bool{}
	for y := 0; y < picture.Rect.Dy(); y += 3 {
		for x := 0; x < picture.Rect.Dx(); x += 3 {
			seen[[3]byte(picture.Pix[picture.PixOffset(x, y):])] = true
		}
	}
	return len(seen)
}

// countSame counts the pixels in the colours that mean "the same person", of the light theme and the dark one.
func countSame(picture *image.RGBA) (n int) {
	for i := 0; i+3 < len(picture.Pix); i += 4 {
		switch [3]byte(picture.Pix[i:]) {
		case [3]byte{0x2B, 0x6C, 0xB0}, [3]byte{0x63, 0xB3, 0xED}:
			n++
		}
	}
	return n
}

// TestPackageVerifies drops two photos on the window.
func TestPackageVerifies(t *testing.T) {
	c := openClean(t)
	left, right := twoPhotos(c)
	o := openWindow(c)
	bounds, err := o.Bounds()
	o.must(err)
	o.must(o.Drop(t.Context(), bounds.Dx()/2, bounds.Dy()/2, left, right))
	o.wait("verdict in blue", time.Minute, func(picture *image.RGBA) bool { return countSame(picture) > 500 })
	o.keep("verified")
}

// TestPackageTrains opens the drawn faces that the demonstration leaves, trains, and exports the histogram, all by keys.
func TestPackageTrains(t *testing.T) {
	c := openClean(t)
	c.run("demo")
	o := openWindow(c, filepath.Join(home, "siamface-demo", "faces"))
	for end := time.Now().Add(time.Minute); !strings.Contains(o.Title(), "faces"); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			o.keep("failed")
			t.Fatalf("the folder isn't opened; the title is %q", o.Title())
		}
	}
	o.must(o.Key("ctrl+t"))
	c.waitFile(filepath.Join(home, "Siamface runs", "*", "model.safetensors"), 10*time.Minute)
	for end := time.Now().Add(2 * time.Minute); strings.Contains(o.Title(), "%"); time.Sleep(50 * time.Millisecond) { // how far the work is
		if time.Now().After(end) {
			o.keep("failed")
			t.Fatalf("the training doesn't end; the title is %q", o.Title())
		}
	}
	o.must(o.WaitStill(t.Context()))
	o.keep("trained")
	o.must(o.Key("ctrl+4"))
	o.must(o.WaitStill(t.Context()))
	o.keep("evaluated")
	o.must(o.Key("ctrl+s"))
	o.must(o.WaitStill(t.Context()))
	o.must(o.Key("Return"))
	c.waitFile(filepath.Join(home, "*.png"), time.Minute)
}
