module example.com/chat

go 1.23

require example.com/messenger v0.0.0

require github.com/coder/websocket v1.8.15 // indirect

replace example.com/messenger => ../../target/chat-go/messenger
