/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.framedtcp.interop;

import java.net.InetAddress;
import java.net.InetSocketAddress;

import org.apache.thrift.TException;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.protocol.TField;
import org.apache.thrift.protocol.TMessage;
import org.apache.thrift.protocol.TMessageType;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.protocol.TStruct;
import org.apache.thrift.protocol.TType;
import org.apache.thrift.server.TServer;
import org.apache.thrift.server.TThreadPoolServer;
import org.apache.thrift.transport.TServerSocket;
import org.apache.thrift.transport.TTransportException;
import org.apache.thrift.transport.layered.TFramedTransport;

/**
 * A Thrift service with framed transport, whose one method returns its argument.
 */
final class ThriftServer implements Server {

	private final TServerSocket socket;

	private final TServer server;

	private final Thread thread;

	ThriftServer() {
		try {
			this.socket = new TServerSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
		}
		catch (TTransportException ex) {
			throw new IllegalStateException(ex);
		}
		this.server = new TThreadPoolServer(
				new TThreadPoolServer.Args(this.socket).transportFactory(new TFramedTransport.Factory())
					.protocolFactory(new TBinaryProtocol.Factory())
					.processor(this::echo));
		this.thread = new Thread(this.server::serve, "thrift");
		this.thread.start();
	}

	@Override
	public int port() {
		return this.socket.getServerSocket().getLocalPort();
	}

	@Override
	public void close() {
		this.server.stop();
		this.socket.close();
	}

	private void echo(TProtocol in, TProtocol out) throws TException {
		TMessage call = in.readMessageBegin();
		in.readStructBegin();
		in.readFieldBegin();
		String argument = in.readString();
		in.readFieldEnd();
		in.readFieldBegin();
		in.readStructEnd();
		in.readMessageEnd();
		out.writeMessageBegin(new TMessage(call.name, TMessageType.REPLY, call.seqid));
		out.writeStructBegin(new TStruct("result"));
		out.writeFieldBegin(new TField("success", TType.STRING, (short) 0));
		out.writeString(argument);
		out.writeFieldEnd();
		out.writeFieldStop();
		out.writeStructEnd();
		out.writeMessageEnd();
		out.getTransport().flush();
	}

}
