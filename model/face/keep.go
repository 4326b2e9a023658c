package face

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"siamface/model/file"
)

// Keep copies the networks in dir to UserDir, unless it has them: a program that is moved away from its .deps/ finds them there.
// Files that are being copied are never taken for whole ones.
func Keep(dir string) error { return keep(dir, UserDir()) }

func keep(from, to string) error {
	if missing(to) == "" || from == to {
		return nil
	}
	if err := os.MkdirAll(to, 0o755); err != nil {
		return fmt.Errorf("can't make the folder for the face networks: %w", err)
	}
	for _, name := range Files() {
		if err := copyFile(filepath.Join(from, name), filepath.Join(to, name)); err != nil {
			return fmt.Errorf("can't keep the face networks among the user's data: %w", err)
		}
	}
	return nil
}

func copyFile(from, to string) error {
	f, err := os.Open(from)
	if err != nil {
		return err
	}
	defer f.Close()
	return file.Write(to, 0o644, func(w io.Writer) error {
		_, err := io.Copy(w, f)
		return err
	})
}

// bundled is the folder beside the program in which a build leaves the networks; "" where the program's place isn't known.
func bundled() string {
	program, err := os.Executable()
	if err != nil {
		return ""
	}
	if real, err := filepath.EvalSymlinks(program); err == nil {
		program = real
	}
	return filepath.Join(filepath.Dir(program), ".deps", "faces")
}
