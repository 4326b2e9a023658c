package embeddings

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// mostHeader bounds how much of a file is looked at.
const mostHeader = 64 << 20

// IsOwn tells whether a file looks as if Write had written it, by how it begins.
func IsOwn(path string) bool {
	if strings.HasSuffix(path, listEnding) {
		matrix := strings.TrimSuffix(path, listEnding) + ".npy"
		return beginsWith(path, "file,person\n") && beginsWith(matrix, "\x93NUMPY")
	}
	switch strings.ToLower(filepath.Ext(path)) {
	case ".csv":
		return beginsWith(path, "file,person,e0,")
	case ".npy":
		return beginsWith(path, "\x93NUMPY") && beginsWith(namesOf(path), "file,person\n")
	case ".safetensors":
		return hasEmbeddings(path)
	}
	return false
}

func beginsWith(path, text string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	head := make([]byte, len(text))
	_, err = io.ReadFull(f, head)
	return err == nil && string(head) == text
}

// hasEmbeddings tells whether safetensors hold a tensor called embeddings beside the files that it is of.
func hasEmbeddings(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	r := bufio.NewReader(f)
	var length uint64
	if binary.Read(r, binary.LittleEndian, &length) != nil || length > mostHeader {
		return false
	}
	header := make([]byte, length)
	_, err = io.ReadFull(r, header)
	return err == nil && bytes.Contains(header, []byte(`"embeddings":{`)) && bytes.Contains(header, []byte(`"files":`))
}
