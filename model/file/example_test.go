package file_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"siamface/model/file"
)

// A file is replaced as a whole or not at all.
func ExampleWrite() {
	dir, err := os.MkdirTemp("", "file")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "model")
	_ = file.WriteBytes(path, 0o600, []byte("old"))
	err = file.Write(path, 0o600, func(w io.Writer) error {
		_, _ = io.WriteString(w, "half of the n")
		return errors.New("the computer's battery is empty")
	})
	text, _ := os.ReadFile(path)
	fmt.Println(string(text), err != nil)
	// Output: old true
}

// A folder that somebody writes to is refused to a second writer, by name.
func ExampleHoldFolder() {
	dir, err := os.MkdirTemp("", "run")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	first, err := file.HoldFolder(dir, "a training")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer first.Release()
	_, err = file.HoldFolder(dir, "another training")
	fmt.Println(errors.Is(err, file.ErrHeld))
	// Output: true
}
