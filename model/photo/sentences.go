package photo

import "siamface/model/language"

// Sentences are the reasons for which a file can't be used.
var Sentences = []language.Text{
	{English: NotAPhoto, Chinese: "不是照片"},
	{English: CutOff, Chinese: "文件不完整"},
	{English: Damaged, Chinese: "文件已损坏"},
	{English: Unsupported, Chinese: "不支持的照片格式"},
	{English: TooLarge, Chinese: "过大"},
	{English: TooNarrow, Chinese: "过窄"},
	{English: Empty, Chinese: "空文件"},
	{English: Folder, Chinese: "是文件夹，不是照片"},
	{English: NotRegular, Chinese: "不是普通文件"},
	{English: Missing, Chinese: "文件不存在"},
	{English: Forbidden, Chinese: "没有读取权限"},
	{English: Unreadable, Chinese: "无法从磁盘读取"},
	{English: Stopped, Chinese: "读取前已停止"},
}
