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

import java.io.IOException;
import java.util.Map;

import ca.uhn.hl7v2.AcknowledgmentCode;
import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.ErrorCode;
import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.app.Connection;
import ca.uhn.hl7v2.app.HL7Service;
import ca.uhn.hl7v2.llp.MinLowerLayerProtocol;
import ca.uhn.hl7v2.model.Message;
import ca.uhn.hl7v2.parser.GenericModelClassFactory;
import ca.uhn.hl7v2.protocol.ReceivingApplication;
import ca.uhn.hl7v2.protocol.ReceivingApplicationException;
import ca.uhn.hl7v2.protocol.impl.AppRoutingDataImpl;
import ca.uhn.hl7v2.util.Terser;
import ca.uhn.hl7v2.util.idgenerator.UUIDGenerator;
import ca.uhn.hl7v2.validation.impl.ValidationContextFactory;

/**
 * A hospital's system: HAPI's server. It accepts messages that are for production and
 * have a patient with a name, and repeats the name in the character set of the message.
 */
final class Hl7Server implements Server, ReceivingApplication<Message> {

	private final int port = Ports.free();

	private final DefaultHapiContext context = new DefaultHapiContext();

	private final HL7Service service;

	Hl7Server() throws InterruptedException {
		this.context.setModelClassFactory(new GenericModelClassFactory());
		this.context.setValidationContext(ValidationContextFactory.noValidation());
		// By default it counts in a file of the working directory.
		this.context.getParserConfiguration().setIdGenerator(new UUIDGenerator());
		this.context.setLowerLayerProtocol(new MinLowerLayerProtocol(true));
		this.service = this.context.newServer(this.port, false);
		this.service.registerApplication(new AppRoutingDataImpl("*", "*", "P", "*"), this);
		this.service.startAndWait();
	}

	@Override
	public int port() {
		return this.port;
	}

	@Override
	public boolean canProcess(Message message) {
		return true;
	}

	@Override
	public Message processMessage(Message message, Map<String, Object> metadata)
			throws ReceivingApplicationException, HL7Exception {
		try {
			Terser received = new Terser(message);
			String name = received.get("/PID-5-1");
			if (name == null) {
				return message.generateACK(AcknowledgmentCode.AE,
						new HL7Exception("The patient has no name", ErrorCode.REQUIRED_FIELD_MISSING));
			}
			Message acknowledgement = message.generateACK();
			Terser answer = new Terser(acknowledgement);
			answer.set("/MSH-18", received.get("/MSH-18"));
			answer.set("/MSA-3", name);
			return acknowledgement;
		}
		catch (IOException ex) {
			throw new HL7Exception(ex);
		}
	}

	@Override
	public void closeConnections(Relay relay) {
		for (Connection connection : this.service.getRemoteConnections()) {
			try {
				connection.close();
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		}
	}

	@Override
	public void close() {
		this.service.stopAndWait();
		this.context.getExecutorService().shutdownNow();
	}

}
